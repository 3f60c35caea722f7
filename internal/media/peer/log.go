package peer

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/pion/logging"
)

// loggers lets pion log to slog. Pion warns of what is everyday life for a
// server, so its levels are taken one step down.
type loggers struct{ log *slog.Logger }

func (l loggers) NewLogger(scope string) logging.LeveledLogger {
	return logger{l.log.With("part", scope)}
}

type logger struct{ log *slog.Logger }

func (l logger) say(level slog.Level, format string, args ...any) {
	if l.log.Enabled(context.Background(), level) {
		l.log.Log(context.Background(), level, fmt.Sprintf(format, args...))
	}
}

func (l logger) Trace(string)                      {}
func (l logger) Tracef(string, ...any)             {}
func (l logger) Debug(string)                      {}
func (l logger) Debugf(string, ...any)             {}
func (l logger) Info(msg string)                   { l.say(slog.LevelDebug, "%s", msg) }
func (l logger) Infof(format string, args ...any)  { l.say(slog.LevelDebug, format, args...) }
func (l logger) Warn(msg string)                   { l.say(slog.LevelDebug, "%s", msg) }
func (l logger) Warnf(format string, args ...any)  { l.say(slog.LevelDebug, format, args...) }
func (l logger) Error(msg string)                  { l.say(slog.LevelWarn, "%s", msg) }
func (l logger) Errorf(format string, args ...any) { l.say(slog.LevelWarn, format, args...) }
