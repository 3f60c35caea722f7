// Package seminarfile reads a seminar from two files that people write by hand or
// with a spreadsheet, and writes it back to them.
//
// seminar.toml says what the seminar is:
//
//	[seminar]
//	key = "rivers"
//	title = {en = "Healthy Rivers", zh-Hans = "河湖健康"}   # or one string, in the first language
//	zone = "Asia/Shanghai"
//	languages = ["en", "zh-Hans"]
//	begins = "2026-11-23"                                  # optional: day 1 of "day = 1"
//
//	[policy]
//	preset = "plain"
//	late_after = 10                                        # what differs from the preset
//
//	[[levels]]         key name
//	[[places]]         key kind name address seats
//	[[organisations]]  key name level order
//	[[sessions]]       key kind title abstract date|day starts ends places
//	                   presides speaks convenes panelists attends no_roll no_record cancelled
//	[[sessions.items]] key title minutes person
//
// people.csv has a header row and one person a row. Its columns may stand in any
// order and under English or Chinese names: key, name, organisation, post, level,
// place, delegate, order, language, email, roles, status; name:xx and post:xx are
// the same in another language.
//
// Keys are what things are known by: reading the same key again is the same thing.
// A file adds and changes; what it does not name stays as it is. That holds for a column
// of people.csv, for theme, host, accent, record, languages and levels, for [policy] and, where
// it names no preset, for its numbers. An empty cell or text empties. A table of a list is
// read whole. With the column roles a row says all the roles of its person: those that it
// does not say are taken away.
package seminarfile
