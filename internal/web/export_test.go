package web

// Patterns lists every route, for the test that walks them all.
func (s *Server) Patterns() []string {
	var all []string
	for _, rt := range s.routes() {
		all = append(all, rt.pattern)
	}
	return all
}
