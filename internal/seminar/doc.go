// Package seminar holds the words that every other part of Aula shares: ids, texts
// in several languages, people, places, roles, and errors. It imports nothing of
// Aula and does nothing by itself.
package seminar
