package export

import (
	"io"

	"aula/internal/roll"
	"aula/internal/table"
)

// CSV writes the long list, with bom for spreadsheets.
func CSV(out io.Writer, s Sheet, p Printer, bom bool) error {
	w, file := newWriter(s, p), table.NewCSV(out, bom)
	list := columns(s.Roll.Policy)
	line := make([]any, len(list))
	for i, c := range list {
		line[i] = w.say(c.key)
	}
	if err := file.Line(line...); err != nil {
		return err
	}
	err := w.each(func(row *roll.Row, session int) error {
		for i, c := range list {
			line[i] = c.value(w, row, session)
		}
		return file.Line(line...)
	})
	if err != nil {
		return err
	}
	return file.Flush()
}
