package door

import (
	"encoding/json"
	"fmt"
	"time"

	"aula/internal/seminar"
)

// ArgsJSON writes what fills a verdict's sentence, to be kept with the scan.
func (v Verdict) ArgsJSON() string {
	b, err := json.Marshal(v.Args)
	if err != nil {
		panic("door: arguments: " + err.Error()) // times, texts and strings always marshal
	}
	return string(b)
}

// ParseArgs reads what ArgsJSON wrote.
func ParseArgs(data string) (map[string]any, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal([]byte(data), &raw); err != nil {
		return nil, fmt.Errorf("door: arguments: %w", err)
	}
	args := make(map[string]any, len(raw))
	for name, value := range raw {
		switch name {
		case "time":
			var t time.Time
			if err := json.Unmarshal(value, &t); err != nil {
				return nil, fmt.Errorf("door: arguments: %w", err)
			}
			args[name] = t
		case "place":
			var t seminar.Text
			if err := json.Unmarshal(value, &t); err != nil {
				return nil, fmt.Errorf("door: arguments: %w", err)
			}
			args[name] = t
		default:
			var s string
			if err := json.Unmarshal(value, &s); err != nil {
				return nil, fmt.Errorf("door: arguments: %w", err)
			}
			args[name] = s
		}
	}
	return args, nil
}
