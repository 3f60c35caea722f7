package export

import (
	"fmt"
	"io"
)

// Write writes the sheet as "csv" (with a byte order mark, for spreadsheets), "xlsx" or "json".
func Write(out io.Writer, format string, s Sheet, p Printer) error {
	switch format {
	case "csv":
		return CSV(out, s, p, true)
	case "xlsx":
		return XLSX(out, s, p)
	case "json":
		return JSON(out, s)
	}
	return fmt.Errorf("%q is no form of the roll; there are csv, xlsx and json", format)
}
