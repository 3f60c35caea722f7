package door_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"aula/internal/roll"
	"aula/internal/roll/door"
	"aula/internal/roll/pass"
	"aula/internal/seminar"
)

// The cases are told here and kept in testdata/vectors.json, which the scanner's
// tests run as well. After a change: go test ./internal/roll/door -update.
var update = flag.Bool("update", false, "write testdata/vectors.json")

const vectors = "testdata/vectors.json"

// file is the shape of vectors.json. The scanner's tests compare the verdict with want
// as JSON: every field, the arguments included.
type file struct {
	About string               `json:"about"`
	Lists map[string]door.List `json:"lists"`
	Cases []vector             `json:"cases"`
	Walks []walk               `json:"walks"`
}

type vector struct {
	Story string       `json:"story"`
	List  string       `json:"list"`
	Scan  door.Scan    `json:"scan"`
	Want  door.Verdict `json:"want"`
}

func id(n uint64) seminar.ID {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], n)
	return seminar.IDFromBytes(b)
}

var (
	thisSeminar, otherSeminar = id(100), id(200)
	mainHall, branch, home    = id(1), id(2), id(3)

	li   = id(11) // belongs to the branch hall, not here yet
	wu   = id(12) // belongs to the branch hall, has lost a pass
	xu   = id(13) // belongs to the main hall
	zhao = id(14) // belongs online
	sun  = id(15) // belongs to the branch hall, and is in
	he   = id(16) // belongs to the branch hall, and is in the main hall
	qian = id(17) // belongs to no place
	zhou = id(18) // has withdrawn
	feng = id(19) // belongs to the main hall, and is in the branch hall
	wei  = id(20) // belongs to the main hall, and is in the main hall
	new1 = id(21) // was registered after the list was made
)

func key(n uint8) pass.Key {
	return pass.Key{ID: n, Private: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, ed25519.SeedSize))}
}

func public(n uint8) []byte { return key(n).Private.Public().(ed25519.PublicKey) }

func clock(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

var (
	night   = clock("2026-11-23T06:59:59+08:00")
	monday  = clock("2026-11-23T08:50:00+08:00")
	evening = clock("2026-11-23T19:00:00+08:00")
	tuesday = clock("2026-11-24T08:50:00+08:00")
	after   = clock("2026-11-24T18:00:00+08:00")
	expires = clock("2026-11-25T00:00:00+08:00")

	sunCame, heCame = clock("2026-11-23T08:31:00+08:00"), clock("2026-11-23T08:40:00+08:00")
)

var (
	mainName   = seminar.Text{"en": "Main hall", "zh-Hans": "主会场"}
	branchName = seminar.Text{"en": "Branch hall 2", "zh-Hans": "第二分会场"}
	homeName   = seminar.Text{"en": "Online", "zh-Hans": "线上"}
)

// branchList is the list of the branch hall's door; four of its seats are taken or
// kept: sun and feng are in, li and wu belong here.
func branchList(seats int) door.List {
	person := func(id seminar.ID, key, name, chinese string, place seminar.ID, version uint8) door.Person {
		return door.Person{ID: id, Key: key, Name: seminar.Text{"en": name, "zh-Hans": chinese},
			Organisation: seminar.Text{"en": "Health Commission", "zh-Hans": "卫生健康委员会"}, Place: place, Version: version}
	}
	return door.List{
		Seminar: thisSeminar, Place: branch, Made: clock("2026-11-23T06:00:00+08:00"),
		Keys: []door.Key{{ID: 1, Public: public(1)}, {ID: 2, Public: public(2)}},
		Places: []door.Place{
			{ID: mainHall, Name: mainName, Seats: 300}, {ID: branch, Name: branchName, Seats: seats}, {ID: home, Name: homeName},
		},
		Days: []door.Day{
			{Date: "2026-11-23", Opens: clock("2026-11-23T07:00:00+08:00"), Closes: evening},
			{Date: "2026-11-24", Opens: clock("2026-11-24T07:00:00+08:00"), Closes: after},
		},
		People: []door.Person{
			person(li, "li", "Li Wei", "李伟", branch, 1), person(wu, "wu", "Wu Min", "吴敏", branch, 3),
			person(xu, "xu", "Xu Jing", "徐静", mainHall, 1), person(zhao, "zhao", "Zhao Lei", "赵磊", home, 1),
			person(sun, "sun", "Sun Yan", "孙艳", branch, 1), person(he, "he", "He Tao", "何涛", branch, 1),
			person(qian, "qian", "Qian Li", "钱丽", "", 1), person(feng, "feng", "Feng Bo", "冯博", mainHall, 1),
			person(wei, "wei", "Wei Na", "魏娜", mainHall, 1),
		},
		Revoked: []seminar.ID{zhou},
		Inside: []roll.Inside{
			{Person: sun, Place: branch, Since: sunCame}, {Person: he, Place: mainHall, Since: heCame},
			{Person: feng, Place: branch, Since: sunCame}, {Person: wei, Place: mainHall, Since: heCame},
		},
	}
}

func lists() map[string]door.List {
	open := branchList(0)
	open.Days, open.Inside, open.Revoked = []door.Day{}, []roll.Inside{}, []seminar.ID{}
	return map[string]door.List{"five seats": branchList(5), "four seats": branchList(4), "always open": open}
}

// code is a true pass as key 1 signs it.
func code(person seminar.ID, version uint8) string {
	return signed(key(1), thisSeminar, person, version)
}

func signed(k pass.Key, s, person seminar.ID, version uint8) string {
	text, err := pass.Sign(k, pass.Pass{Seminar: s, Person: person, NotAfter: expires, Version: version})
	if err != nil {
		panic(err)
	}
	return text
}

type args = map[string]any

func cases() []vector {
	seats := func(story, list string, scan door.Scan, want door.Verdict) vector {
		return vector{story, list, scan, want}
	}
	at := func(story string, scan door.Scan, want door.Verdict) vector {
		return seats(story, "five seats", scan, want)
	}
	in := func(person seminar.ID, t time.Time) door.Scan { return door.Scan{Text: code(person, 1), At: t} }
	out := func(person seminar.ID, t time.Time) door.Scan {
		return door.Scan{Text: code(person, 1), At: t, Out: true}
	}
	byName := func(person seminar.ID, t time.Time) door.Scan { return door.Scan{Person: person, At: t} }
	text := func(s string) door.Scan { return door.Scan{Text: s, At: monday} }
	no := func(key string, person seminar.ID, args args) door.Verdict {
		return door.Verdict{Key: key, Person: person, Args: args}
	}
	yes := func(key string, person seminar.ID, args args) door.Verdict {
		return door.Verdict{Welcome: true, Key: key, Person: person, Args: args}
	}
	look := func(key string, person seminar.ID, args args) door.Verdict {
		return door.Verdict{Welcome: true, Notice: true, Key: key, Person: person, Args: args}
	}
	good := code(li, 1)
	middle := len(good) / 2
	torn := good[:middle] + swapped(good[middle]) + good[middle+1:]
	return []vector{
		at("where one belongs, for the first time", in(li, monday), yes(door.Welcome, li, nil)),
		at("small letters and spaces around it", text(" "+strings.ToLower(good)+"\n"), yes(door.Welcome, li, nil)),
		at("signed with the newer of two keys", text(signed(key(2), thisSeminar, li, 1)), yes(door.Welcome, li, nil)),
		at("on the second day", in(li, tuesday), yes(door.Welcome, li, nil)),
		at("somebody without a place", in(qian, monday), yes(door.Welcome, qian, nil)),
		at("found by name", byName(li, monday), yes(door.Welcome, li, nil)),

		at("an empty code", text(""), no(door.Unreadable, "", nil)),
		at("a bottle of water", text("6901234567892"), no(door.Unreadable, "", nil)),
		at("an address", text("https://example.org/S1:AEAQ"), no(door.Unreadable, "", nil)),
		at("half a pass", text(good[:70]), no(door.Unreadable, "", nil)),
		at("a letter too many", text(good+"A"), no(door.Unreadable, "", nil)),
		at("a second text for the same bytes", text(good[:len(good)-1]+next(good[len(good)-1])), no(door.Unreadable, "", nil)),
		at("a format of the future", text("S1:AI"+good[5:]), no(door.Unreadable, "", nil)),
		at("a key that the list has not", text(signed(key(3), thisSeminar, li, 1)), no(door.UnknownKey, "", nil)),
		at("one letter changed", text(torn), no(door.Forged, "", nil)),
		at("signed by a stranger under our number", text(signed(pass.Key{ID: 1, Private: key(3).Private}, thisSeminar, li, 1)), no(door.Forged, "", nil)),
		at("the body of one pass with the signature of another", text(good[:40]+code(xu, 1)[40:]), no(door.Forged, "", nil)),
		at("a pass of another seminar", text(signed(key(1), otherSeminar, li, 1)), no(door.OtherSeminar, "", nil)),

		at("withdrawn", in(zhou, monday), no(door.Withdrawn, zhou, nil)),
		at("withdrawn, found by name", byName(zhou, monday), no(door.Withdrawn, zhou, nil)),
		at("registered after the list was made", in(new1, monday), no(door.Unknown, new1, nil)),
		at("a lost pass", text(code(wu, 2)), no(door.Replaced, wu, nil)),
		at("the pass that replaced it", text(code(wu, 3)), yes(door.Welcome, wu, nil)),
		at("a pass that is newer than the list", text(code(wu, 4)), yes(door.Welcome, wu, nil)),
		at("the pass is lost, found by name", byName(wu, monday), yes(door.Welcome, wu, nil)),
		at("run out by a second", in(li, expires.Add(time.Second)), no(door.Expired, li, args{"date": "2026-11-24"})),
		at("run out, found by name: the seminar is over", byName(li, expires.Add(time.Second)), no(door.Over, li, nil)),

		at("a second before the first day opens", in(li, night), no(door.NotYet, li, args{"date": "2026-11-23", "time": clock("2026-11-23T07:00:00+08:00")})),
		at("as the door opens", in(li, night.Add(time.Second)), yes(door.Welcome, li, nil)),
		at("as the day closes", in(li, evening), no(door.Closed, li, args{"date": "2026-11-24", "time": clock("2026-11-24T07:00:00+08:00")})),
		at("a second before the day closes", in(li, evening.Add(-time.Second)), yes(door.Welcome, li, nil)),
		at("after the last day", in(li, after), no(door.Over, li, nil)),
		seats("a door that is always open", "always open", in(li, after), yes(door.Welcome, li, nil)),

		at("in again at the same place", in(sun, monday), look(door.Again, sun, args{"time": sunCame})),
		at("in again, found by name", byName(sun, monday), look(door.Again, sun, args{"time": sunCame})),
		seats("in again as a guest of a full hall: keeps the seat", "four seats", in(feng, monday), look(door.Again, feng, args{"time": sunCame})),
		at("back from the main hall", in(he, monday), yes(door.Moved, he, args{"place": mainName, "time": heCame})),
		at("belongs to the main hall, a seat is free", in(xu, monday), look(door.Guest, xu, args{"place": mainName})),
		at("belongs to the main hall and comes from there, a seat is free", in(wei, monday), look(door.Guest, wei, args{"place": mainName})),
		at("belongs online, a seat is free", in(zhao, monday), look(door.Guest, zhao, args{"place": homeName})),
		seats("belongs to the main hall, every seat is taken or kept", "four seats", in(xu, monday), no(door.Full, xu, args{"place": mainName})),
		seats("belongs here: the seat is kept, however full", "four seats", in(li, monday), yes(door.Welcome, li, nil)),
		seats("without a place: no seat is asked for", "four seats", in(qian, monday), yes(door.Welcome, qian, nil)),
		seats("a hall without a limit", "always open", in(xu, monday), look(door.Guest, xu, args{"place": mainName})),

		at("out", out(sun, monday), yes(door.Goodbye, sun, args{"place": branchName, "time": sunCame})),
		at("out here, in by the main hall's door", out(he, monday), yes(door.Goodbye, he, args{"place": mainName, "time": heCame})),
		at("out without a scan in", out(li, monday), look(door.GoodbyeOnly, li, nil)),
		at("out with a void pass: nobody is kept in", out(zhou, after), look(door.GoodbyeOnly, zhou, nil)),
		at("out when the pass has run out", out(sun, expires.Add(time.Hour)), yes(door.Goodbye, sun, args{"place": branchName, "time": sunCame})),
		at("out, found by name", door.Scan{Person: sun, At: monday, Out: true}, yes(door.Goodbye, sun, args{"place": branchName, "time": sunCame})),
		at("out with a forged pass", door.Scan{Text: torn, At: monday, Out: true}, no(door.Forged, "", nil)),
		at("out with a pass of another seminar", door.Scan{Text: signed(key(1), otherSeminar, sun, 1), At: monday, Out: true}, no(door.OtherSeminar, "", nil)),
	}
}

func swapped(c byte) string {
	if c == 'A' {
		return "B"
	}
	return "A"
}

// next returns the letter after c of the base32 alphabet: only the spare bits differ.
func next(c byte) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	return string(alphabet[strings.IndexByte(alphabet, c)+1])
}

func pretty(t *testing.T, v any) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestVectorsAreWritten(t *testing.T) {
	want := pretty(t, file{
		About: "Cases of the rule at the door: the list that a scanner holds, the scan, the verdict. Written by go test ./internal/roll/door -update.",
		Lists: lists(), Cases: cases(), Walks: walks(),
	})
	if *update {
		if err := os.WriteFile(vectors, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(vectors)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("testdata/vectors.json is not what the cases say: go test ./internal/roll/door -update")
	}
}

func TestVectors(t *testing.T) {
	text, err := os.ReadFile(vectors)
	if err != nil {
		t.Fatal(err)
	}
	var f file
	if err := json.Unmarshal(text, &f); err != nil {
		t.Fatal(err)
	}
	if len(f.Cases) < 30 {
		t.Fatalf("only %d cases", len(f.Cases))
	}
	for _, v := range f.Cases {
		t.Run(v.Story, func(t *testing.T) {
			list, ok := f.Lists[v.List]
			if !ok {
				t.Fatalf("no list %q", v.List)
			}
			if got, want := pretty(t, door.Decide(list, v.Scan)), pretty(t, v.Want); got != want {
				t.Errorf("got %swant %s", got, want)
			}
		})
	}
}
