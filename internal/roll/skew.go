package roll

import "time"

// Skew returns how far a device's clock is ahead of the server's, from what both read
// at the same moment: when the device uploads.
func Skew(device, server time.Time) time.Duration { return device.Sub(server) }

// Set returns what the server's clock would have read when the device's read t, for
// Evidence.At. Both clocks are kept: the record has what the device said.
func Set(t time.Time, skew time.Duration) time.Time { return t.Add(-skew) }
