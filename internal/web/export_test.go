package web

import (
	"maps"
	"slices"
)

// Patterns lists every route, for the test that walks them all.
func (s *Server) Patterns() []string {
	var all []string
	for _, rt := range s.routes() {
		all = append(all, rt.pattern)
	}
	return all
}

// Served lists the routes that the own machine of a hall serves.
func (s *Server) Served() []string { return slices.Collect(maps.Keys(atSite)) }
