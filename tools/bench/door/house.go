package door

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"aula/internal/roll/pass"
	"aula/internal/seminar"
	"aula/internal/testpg"
	"aula/tools/bench/house"
)

// gate is a server with a seminar in it, a steward signed in, and passes.
type gate struct {
	*house.House
	database *testpg.Server // nil on SQLite
	cookie   string
	codes    []string // a pass of each delegate
	rushes   int
}

func open(program, engine string, delegates int) (h *gate, err error) {
	h = &gate{}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.close())
		}
	}()
	url := ""
	if engine == postgres {
		if h.database, err = testpg.Open(true); err != nil {
			return h, err
		}
		if url, err = h.database.NewDatabase(); err != nil {
			return h, err
		}
	}
	toml, csv := files(delegates)
	if h.House, err = house.Open(program, url, toml, csv); err != nil {
		return h, err
	}
	steward, err := h.Enter("rush", "steward")
	if err != nil {
		return h, err
	}
	h.cookie = steward.Cookie
	return h, h.sign(steward)
}

// sign signs a pass for everybody on the list.
func (h *gate) sign(steward house.Visitor) error {
	resp, err := steward.Get(steward.Base + "/s/rush/door/main/list")
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	var list struct {
		Seminar seminar.ID
		People  []struct{ ID seminar.ID }
	}
	if err := json.Unmarshal(body, &list); err != nil || len(list.People) == 0 {
		return fmt.Errorf("list of the door: status %d, %.200s: %w", resp.StatusCode, body, err)
	}
	keys, err := pass.Open(filepath.Join(h.Data, "keys"))
	if err != nil {
		return err
	}
	for _, p := range list.People {
		code, err := keys.Sign(pass.Pass{Seminar: list.Seminar, Person: p.ID, NotAfter: time.Now().AddDate(0, 1, 0), Version: 1})
		if err != nil {
			return err
		}
		h.codes = append(h.codes, code)
	}
	return nil
}

// intact ends the server and has its record verified: every scan that was answered is told.
func (h *gate) intact(runs []run) error {
	if err := h.Stop(); err != nil {
		return err
	}
	out, err := h.Aula("verify")
	if err != nil {
		return err
	}
	answered, told := 0, 0
	for _, r := range runs {
		answered += r.result.scans
	}
	for _, line := range strings.Split(out, "\n") {
		if _, rest, found := strings.Cut(line, ": "); found && strings.HasPrefix(line, "rush") {
			number, _, _ := strings.Cut(rest, " ")
			told, _ = strconv.Atoi(number)
		}
	}
	if told < answered {
		return fmt.Errorf("%d scans were answered and %d entries are told:\n%s", answered, told, out)
	}
	return nil
}

func (h *gate) close() error {
	var err error
	if h.House != nil {
		err = h.Close()
	}
	if h.database != nil {
		h.database.Close()
	}
	return err
}
