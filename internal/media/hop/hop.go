// Package hop imitates networks that are worse than the one at hand: a way that a
// program leads its own packets through, and a relay between programs that know nothing of it.
package hop
