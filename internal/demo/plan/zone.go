package plan

import "time"

// zones lists well-known time zones, those that an audience is likely to know
// first; after them one for every whole hour from UTC, without summer time, so that
// at every instant it is about ten in the morning in one of them.
func zones() []string {
	return []string{
		"Asia/Shanghai", "Europe/Berlin", "America/New_York", "America/Los_Angeles", "Asia/Tokyo", "Europe/London",
		"America/Sao_Paulo", "Africa/Nairobi", "Asia/Dubai", "Asia/Karachi", "Asia/Bangkok", "America/Chicago",
		"Australia/Sydney", "Pacific/Auckland",

		"UTC", "Africa/Lagos", "Africa/Johannesburg", "Africa/Addis_Ababa", "Asia/Muscat", "Asia/Tashkent", "Asia/Dhaka",
		"Asia/Jakarta", "Asia/Singapore", "Asia/Seoul", "Australia/Brisbane", "Pacific/Guadalcanal", "Pacific/Fiji",
		"Atlantic/Cape_Verde", "America/Noronha", "America/Argentina/Buenos_Aires", "America/Puerto_Rico", "America/Bogota",
		"America/Costa_Rica", "America/Phoenix", "Pacific/Pitcairn", "Pacific/Gambier", "Pacific/Honolulu", "Pacific/Pago_Pago",
	}
}

// The hours, local to the seminar, between which a visitor arrives: the lecture of
// the second day runs from 09:00 to 11:30.
const (
	earliest = 9*time.Hour + 30*time.Minute
	latest   = earliest + time.Hour
)

// zoneAt returns the first zone in which it is between half past nine and half past
// ten at t.
func zoneAt(t time.Time) *time.Location {
	for _, name := range zones() {
		zone, err := time.LoadLocation(name)
		if err != nil {
			continue // this machine does not know it
		}
		hour, minute, second := t.In(zone).Clock()
		day := time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second
		if day >= earliest && day < latest {
			return zone
		}
	}
	return time.UTC
}
