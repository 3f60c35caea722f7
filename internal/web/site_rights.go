package web

import (
	"strings"

	"aula/internal/roll"
	"aula/internal/roll/door"
	"aula/internal/seminar"
	"aula/internal/site"
	"aula/internal/store"
)

// Why something that a site delivers is not taken over; site.refused.REASON of the catalogues says it to people.
const (
	siteKeyRevoked = "revoked"   // its key was revoked
	siteKind       = "kind"      // a site may not say such a thing
	sitePlace      = "place"     // of another place
	siteElsewhere  = "elsewhere" // a mark for somebody who belongs elsewhere and was not let in here
	siteUnknown    = "unknown"   // about nobody on the list
	siteSealed     = "sealed"    // a mark that was made after the half-day was sealed
	siteMany       = "many"      // more newcomers than any hall has
	siteBroken     = "broken"    // no such session, mark, name: it cannot be kept
)

// A site speaks for its own place: who went in and out at its doors, whoever they are, what its stewards attest of people in its
// hall and of the hall itself, and who came without being on the list. Everything else is not its to say.

// judgeScan returns why a scan is not taken over, "" when it is.
func (d *delivery) judgeScan(s store.Scan, e *roll.Evidence) string {
	switch {
	case s.Place != d.key.Place:
		return sitePlace
	case s.Device == "", len(s.Device) > maxDeviceLen, s.Sequence < 1, s.At.IsZero(), len(s.Args) > maxReason, len(s.Reason) > maxLabelLen, len(s.Shown) > maxLabelLen,
		!keepable(s.Device + s.Reason + s.Args + s.Shown), !strings.HasPrefix(s.Reason, "door."), s.Person != "" && !isID(s.Person):
		return siteBroken
	case s.Args != "" && !goodArgs(s.Args):
		return siteBroken
	case e == nil:
		return ""
	case e.Kind != roll.ScanIn && e.Kind != roll.ScanOut:
		return siteKind
	case e.Place != s.Place:
		return sitePlace
	case e.Person != s.Person, e.Person == "", e.Device != s.Device, e.Sequence != s.Sequence, !isID(e.ID):
		return siteBroken
	}
	return ""
}

// judgeWord returns why other evidence is not taken over, "" when it is.
func (d *delivery) judgeWord(e roll.Evidence) string {
	session, ok := d.book.Seminar.Session(string(e.Session))
	here := ok && session.Marked() && session.At(d.key.Place)
	switch e.Kind {
	case roll.ScanIn, roll.ScanOut, roll.Listed, roll.Attested, roll.Opened, roll.Closed, roll.Counted:
	default:
		return siteKind
	}
	switch {
	case e.Place != d.key.Place:
		return sitePlace
	case !isID(e.ID), e.At.IsZero(), !keepable(string(e.Person)), e.Device != "":
		return siteBroken
	}
	switch e.Kind {
	case roll.Attested:
		switch e.Mark {
		case roll.Present, roll.Late, roll.LeftEarly, roll.Absent:
		default:
			return siteBroken
		}
		if !here || e.Person == "" || e.Count != 0 {
			return siteBroken
		}
	case roll.Opened, roll.Closed, roll.Counted:
		if !here || e.Person != "" || e.Mark != "" || e.Count < 0 || e.Count > mostHeads {
			return siteBroken
		}
	default:
		if e.Person == "" || e.Session != "" || e.Mark != "" {
			return siteBroken
		}
	}
	return ""
}

func (d *delivery) goodNewcomer(n site.Newcomer) bool {
	_, known := d.book.Directory.Organisations[n.Organisation]
	return isID(n.ID) && goodName(n.Name) && !n.Name.IsZero() && goodName(n.Post) && (known || n.Organisation == "") &&
		strings.HasPrefix(n.Key, walkInKey(d.book, d.key.Place)) && len(n.Key) <= maxLabelLen && keepable(n.Key)
}

func goodArgs(s string) bool { _, err := door.ParseArgs(s); return err == nil }

func goodName(t seminar.Text) bool {
	for language, s := range t {
		if seminar.Language(language) != language || len(s) > maxName || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' }) {
			return false
		}
	}
	return len(t) <= 20
}

func isID(id seminar.ID) bool {
	parsed, err := seminar.ParseID(string(id))
	return err == nil && parsed == id
}
