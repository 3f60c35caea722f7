package arch

import (
	"slices"
	"strings"
	"testing"
)

// rule says what some packages must not import, and why. A name covers the packages
// below it; "=log" is log alone.
type rule struct {
	who    []string
	not    []string // "..." is everything of this module
	except []string // imports that are allowed; "@internal/store" is a package to which the rule does not speak
	why    string
}

// stages are the parts of a seminar. Each asks for what it needs through a small
// interface of its own.
var stages = []string{
	"internal/programme", "internal/roll", "internal/floor", "internal/record", "internal/account", "internal/report", "internal/recording", "internal/caption",
	"internal/hall", "internal/seminarfile", "internal/i18n", "internal/certificate",
}

var rules = []rule{
	{who: []string{"internal/seminar"}, not: []string{"..."},
		why: "the words that all share can lean on nobody, or they pull the house behind them"},
	{who: []string{"internal/programme", "internal/account", "internal/record", "internal/i18n"}, not: []string{"..."},
		except: []string{"internal/seminar", "internal/programme"},
		why:    "the first stages know the shared words and nothing that comes after them"},
	{who: stages, not: []string{"internal/web", "internal/store", "internal/media", "internal/app", "internal/config", "internal/command", "internal/front", "internal/authority"},
		why: "a stage is told by what is around it and can be read, tested and replayed without it; it declares the methods it needs"},
	{who: []string{"internal/record", "internal/programme"}, not: []string{"internal/roll", "internal/floor", "internal/hall", "internal/report", "internal/seminarfile", "internal/certificate"},
		why: "data flows one way: the roll, the floor and the report are readings of the record and the programme"},
	{who: []string{"internal/roll", "internal/floor"}, not: []string{"internal/hall", "internal/report", "internal/seminarfile", "internal/account", "internal/certificate"},
		why: "the roll and the floor are pure; who runs them, and who reports of them, comes later"},
	{who: []string{"internal/certificate"}, not: []string{"..."}, except: []string{"internal/seminar", "internal/programme", "internal/roll", "internal/keys"},
		why: "a certificate is a reading of the roll; who keeps, shows and prints it comes later"},
	{who: []string{"internal/media"}, not: append([]string{"internal/seminar"}, stages...),
		why: "the media plane knows publishers, viewers, tracks and layers, and no word of a seminar"},
	{who: []string{"internal/media/codec", "internal/media/rtpcache", "internal/media/rtpmap", "internal/media/keyframe", "internal/media/frame", "internal/media/reel"}, not: []string{"internal/media"},
		except: []string{"internal/media/codec", "internal/media/rtpcache", "internal/media/frame"},
		why:    "a mechanism is one pure idea that a test can hold in its hand"},
	{who: []string{"internal/front", "internal/authority", "internal/config", "internal/keys"}, not: []string{"..."},
		why: "ports, keys, certificates of the server and settings are the same for any program"},
	{who: []string{"internal/pdf"}, not: []string{"..."},
		why: "a writer of papers knows pages, type and tables, and no word of a seminar; whoever needs a paper tells it what to write"},
	{who: []string{"internal/paper"}, not: []string{"..."}, except: []string{"internal/seminar", "internal/programme", "internal/roll", "internal/certificate", "internal/i18n", "internal/pdf"},
		why: "a paper is set from what it is given; who fetches it, and who may have it, is for others"},
	{who: []string{"internal/office"}, not: []string{"internal/web", "internal/hall", "internal/media", "internal/app", "internal/command", "internal/config", "internal/paper", "internal/pdf"},
		why: "pages and commands come to the same desk, and it knows neither"},
	{who: []string{"internal/store"}, not: []string{"internal/web", "internal/hall", "internal/media", "internal/app", "internal/command", "internal/front", "internal/authority"},
		why: "the store serves the stages; it must not know who asks, or when"},
	{who: []string{"internal/site"}, not: []string{"internal/web", "internal/hall", "internal/media", "internal/app", "internal/command", "internal/config", "internal/account"},
		why: "a hall's own machine is a line and a record; which pages it serves, and to whom, is for the web to say"},
	{who: []string{"internal/studio"}, not: []string{"internal/web", "internal/store", "internal/hall", "internal/app", "internal/media/whip"},
		why: "the studio is told what runs and where to keep it; it can be tried with a room that a test plays"},
	{who: []string{"internal/web/page"}, not: []string{"internal/store", "internal/hall", "internal/media", "internal/app", "internal/web", "internal/config"},
		except: []string{"internal/web/page"},
		why:    "a page shows the view that it is given; it fetches nothing, so that every page can be shown with any view"},
	{who: []string{"internal/web"}, not: []string{"internal/app", "internal/command", "internal/demo", "internal/apptest"},
		why: "the web is wired by the app and never wires it"},
	{who: []string{"internal", "ui"}, not: []string{"internal/apptest", "internal/browsertest", "internal/poppler", "internal/testpg", "internal/store/storetest", "cmd", "tools"},
		except: []string{"internal/apptest"},
		why:    "what serves the tests is not part of the program"},
	{who: []string{"cmd"}, not: []string{"..."}, except: []string{"internal/command", "internal/app", "internal/config"},
		why: "main is a greeting; what a command does is in a package with tests"},
	{who: []string{"ui"}, not: []string{"..."},
		why: "scripts and styles are built and served as they are"},
	{who: []string{"internal", "cmd", "ui"}, not: []string{"github.com/jackc/pgx", "modernc.org/sqlite", "github.com/pressly/goose", "database/sql"},
		except: []string{"@internal/store", "@internal/testpg"},
		why:    "there is one place that speaks SQL, and one suite that runs it on both engines"},
	{who: []string{"internal", "cmd", "ui"}, not: []string{"github.com/pion"}, except: []string{"@internal/media"},
		why: "RTP, ICE and DTLS stay behind the media plane"},
	{who: []string{"internal", "cmd", "ui"}, not: []string{"github.com/chromedp"}, except: []string{"@internal/browsertest"},
		why: "its calls change with every version, and they change in one package"},
	{who: []string{"internal", "cmd", "ui"}, not: []string{"pgregory.net/rapid", "github.com/makiuchi-d/gozxing", "github.com/rogpeppe/go-internal", "github.com/santhosh-tekuri/jsonschema"},
		why: "they are for tests; the program does not carry them"},
	{who: []string{"internal", "cmd", "ui"}, not: []string{"github.com/evanw/esbuild"}, except: []string{"@ui"},
		why: "the bundler is needed once, where scripts and styles are built"},
	{who: []string{"internal", "cmd", "ui"}, not: []string{"github.com/xuri/excelize"}, except: []string{"@internal/table"},
		why: "spreadsheets are made in one place"},
	{who: []string{"internal", "cmd", "ui"}, not: []string{"github.com/go-jose/go-jose"}, except: []string{"@internal/certificate"},
		why: "there is one place that signs what others check"},
	{who: []string{"internal", "cmd", "ui"}, not: []string{"=log", "=math/rand", "io/ioutil"},
		why: "logs go through log/slog, chance through math/rand/v2 or crypto/rand, files through os"},
}

// TestImports keeps the imports of the program, tests left aside.
func TestImports(t *testing.T) {
	all, err := sources()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, s := range all {
		known[s.pkg()] = true
	}
	for _, r := range rules {
		for _, who := range r.who {
			if !slices.ContainsFunc(all, func(s source) bool { return under(s.pkg(), who) }) {
				t.Errorf("a rule speaks of %s, which is not there", who)
			}
		}
		for _, s := range all {
			if s.test || !among(s.pkg(), r.who) {
				continue
			}
			for name, line := range s.imports() {
				if r.forbids(s.pkg(), name, known) {
					t.Errorf("%s:%d: %s must not import %s: %s", s.name, line, s.pkg(), name, r.why)
				}
			}
		}
	}
}

// forbids reports whether the rule forbids the import to the package.
func (r rule) forbids(pkg, name string, known map[string]bool) bool {
	for _, x := range r.except {
		if of, ok := strings.CutPrefix(x, "@"); ok && under(pkg, of) || !ok && under(name, x) {
			return false
		}
	}
	if slices.Contains(r.not, "...") && known[name] {
		return true
	}
	return slices.ContainsFunc(r.not, func(not string) bool {
		exactly, ok := strings.CutPrefix(not, "=")
		return ok && name == exactly || !ok && under(name, not)
	})
}

func under(name, folder string) bool { return name == folder || strings.HasPrefix(name, folder+"/") }

func among(name string, folders []string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return under(name, f) })
}

// The rules would find what they are there to find.
func TestRulesForbid(t *testing.T) {
	known := map[string]bool{"internal/store": true, "internal/web": true, "internal/seminar": true, "internal/programme": true}
	forbidden := func(pkg, name string) bool {
		return slices.ContainsFunc(rules, func(r rule) bool { return among(pkg, r.who) && r.forbids(pkg, name, known) })
	}
	for _, x := range []struct {
		pkg, name string
		want      bool
	}{
		{"internal/seminar", "internal/programme", true},
		{"internal/programme", "internal/seminar", false},
		{"internal/roll/door", "internal/store", true},
		{"internal/roll/pass", "internal/certificate", true},
		{"internal/certificate", "internal/store", true},
		{"internal/certificate", "internal/roll/pass", false},
		{"internal/hall", "internal/media/whip", true},
		{"internal/media/codec", "internal/seminar", true},
		{"internal/store", "internal/web/page", true},
		{"internal/store", "modernc.org/sqlite", false},
		{"internal/web", "github.com/jackc/pgx/v5", true},
		{"internal/web", "internal/store", false},
		{"cmd/aula", "internal/store", true},
		{"cmd/aula", "log/slog", false},
		{"cmd/aula", "log", true},
	} {
		if got := forbidden(x.pkg, x.name); got != x.want {
			t.Errorf("%s importing %s: forbidden is %v, want %v", x.pkg, x.name, got, x.want)
		}
	}
}
