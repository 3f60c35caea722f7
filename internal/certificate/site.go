package certificate

import (
	"strconv"

	"aula/internal/seminar"
)

// Site is the public address of the server without a slash at its end:
// "https://aula.example.org". What stands in a certificate is found below it. It should
// never change: certificates already given name it.
type Site string

// Certificate is where a certificate is shown and checked.
func (s Site) Certificate(id seminar.ID) string { return s.at(string(id)) }

// Issuer names the institute that gives the certificates of a seminar.
func (s Site) Issuer(of seminar.ID) string { return s.at("issuers/" + string(of)) }

// Achievement names what is certified: to have attended the seminar.
func (s Site) Achievement(of seminar.ID) string { return s.at("seminars/" + string(of)) }

// Keys is where the JWK set is.
func (s Site) Keys() string { return s.at("keys") }

// Key is where one key is, as a JWK, by its name.
func (s Site) Key(name string) string { return s.at("keys/" + name) }

// Status is where a status list is; the first one is 0.
func (s Site) Status(list int) string { return s.at("status/" + strconv.Itoa(list)) }

func (s Site) at(rest string) string { return string(s) + "/certificates/" + rest }
