package store

// Waiting returns how many writes stand in line.
func (d *DB) Waiting() int { return d.line.Waiting() }
