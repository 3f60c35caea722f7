package store

// Waiting returns how many writes stand in line.
func (d *DB) Waiting() int {
	d.line.mu.Lock()
	defer d.line.mu.Unlock()
	return len(d.line.waiting)
}
