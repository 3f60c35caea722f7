package browsertest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// strict is the policy of Aula's pages, which nothing here may need to be loosened.
const strict = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; media-src 'self' blob:; worker-src 'self'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types aula"

// page is one page of the site under test.
func page(body string) string {
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>A page</title><link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/style.css"><script src="/script.js" defer></script></head><body><main><h1>A page</h1>` + body + `</main></body></html>`
}

var site = map[string]string{
	"/": page(`<p id="words">Hello</p><label>Name <input id="name"></label> <button id="go" type="button">Go</button> <output id="said"></output>
		<button id="later" type="button" hidden>Later</button><div class="tall"></div><button id="below" type="button">Below</button>
		<div class="over"><button id="under" type="button">Under</button><div id="curtain"></div></div>`),
	"/faulty": page(`<button type="button"></button><img src="/icon.svg"><p class="pale">Hard to read</p>`),
	"/noisy":  page(`<script>document.title = "inline"</script><img src="/missing.png" alt=""><script src="/noise.js" defer></script>`),
	"/script.js": `
		const said = document.getElementById("said");
		if (said) {
			document.getElementById("go").addEventListener("click", e => {
				said.textContent = (e.isTrusted ? "trusted " : "fake ") + document.getElementById("name").value;
				setTimeout(() => { document.getElementById("later").hidden = false; }, 100);
			});
			document.getElementById("name").addEventListener("keydown", e => { if (e.key === "Enter") said.textContent = (e.shiftKey ? "shift " : "") + "entered"; });
			document.getElementById("below").addEventListener("click", () => { said.textContent = "below"; });
			document.getElementById("under").addEventListener("click", () => { said.textContent = "under"; });
			addEventListener("offline", () => { said.textContent = "offline"; });
			addEventListener("online", () => { said.textContent = "online"; });
		}`,
	"/noise.js": `
		console.log("nothing to see");
		console.error("first", {a: 1}, 2);
		setTimeout(() => { throw new TypeError("second"); });
		Promise.reject(new Error("third"));
		try { document.body.innerHTML = "<b>x</b>"; } catch {}`,
	"/style.css": `.tall { height: 3000px } .pale { color: #ccc; background: #fff } .over { position: relative; width: 10em; height: 3em }
		#curtain { position: absolute; inset: 0; background: #eee } @media (prefers-color-scheme: dark) { body { background: #000 } }`,
	"/icon.svg":  `<svg xmlns="http://www.w3.org/2000/svg"/>`,
	"/worker.js": `addEventListener("install", () => skipWaiting()); addEventListener("activate", e => e.waitUntil(clients.claim())); addEventListener("fetch", e => { if (e.request.url.endsWith("/kept")) e.respondWith(new Response("from the worker")); else e.respondWith(fetch(e.request)); });`,
}

var types = map[string]string{".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", "": "text/html"}

func serve(t *testing.T) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", strict)
		switch body, ok := site[r.URL.Path]; {
		case r.URL.Path == "/who":
			http.SetCookie(w, &http.Cookie{Name: "who", Value: "me"})
			_, _ = w.Write([]byte(r.Header.Get("Cookie") + "|" + r.Header.Get("Accept-Language")))
		case ok:
			w.Header().Set("Content-Type", types[filepath.Ext(r.URL.Path)])
			_, _ = w.Write([]byte(body))
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestAct(t *testing.T) {
	at := serve(t)
	tab := Open(t, Options{}).Tab()
	tab.Go(at + "/")
	equal(t, "address", tab.Address(), at+"/")
	equal(t, "text", tab.Text("#words"), "Hello")
	tab.Type("#name", "Li Wei 李伟")
	tab.Click("#go")
	equal(t, "after a click", tab.Text("#said"), "trusted Li Wei 李伟")
	tab.WaitFor("#later", time.Second*5)
	tab.Click("#below") // far below what can be seen
	equal(t, "after a click below", tab.Text("#said"), "below")
	tab.Click("#name")
	tab.Key("Enter")
	equal(t, "after a key", tab.Text("#said"), "entered")
	tab.Key("Enter", Shift)
	equal(t, "after a key with shift", tab.Text("#said"), "shift entered")
	tab.Key("Tab")
	equal(t, "focus after Tab", Eval[string](tab, `document.activeElement.id`), "go")
	tab.Run(`setTimeout(() => document.getElementById("curtain").remove(), 300), 0`)
	tab.Click("#under") // waits until the curtain is gone
	equal(t, "after a click behind a curtain", tab.Text("#said"), "under")
	tab.WaitGone("#curtain", time.Second)
	equal(t, "a promise", Eval[int](tab, `Promise.resolve(6 * 7)`), 42)
	if null := Eval[*int](tab, `null`); null != nil {
		t.Errorf("null is %v", *null)
	}
	tab.Quiet()
}

func TestConsole(t *testing.T) {
	at := serve(t)
	tab := Open(t, Options{}).Tab()
	tab.Go(at + "/noisy")
	tab.WaitUntil(`new Promise(done => setTimeout(() => done(true), 50))`, time.Second)
	var kinds []string
	var all string
	for _, m := range tab.Console() {
		kinds = append(kinds, m.Kind)
		all += m.String() + "\n"
	}
	slices.Sort(kinds)
	equal(t, "kinds", strings.Join(kinds, " "), "error exception exception network security security")
	for _, want := range []string{
		"error: first Object 2 (" + at + "/noise.js)", "TypeError: second", "Error: third", "Executing inline script violates", "TrustedHTML", at + "/missing.png",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in\n%s", want, all)
		}
	}
}

func TestAxe(t *testing.T) {
	at := serve(t)
	tab := Open(t, Options{}).Tab()
	tab.Go(at + "/")
	tab.Accessible()
	tab.Go(at + "/faulty")
	var ids []string
	for _, v := range tab.Axe() {
		ids = append(ids, v.ID)
		if v.Help == "" || len(v.Nodes) == 0 || v.Nodes[0].HTML == "" {
			t.Errorf("it says too little: %+v", v)
		}
	}
	slices.Sort(ids)
	equal(t, "rules", strings.Join(ids, " "), "button-name color-contrast image-alt")
	tab.Quiet() // axe itself breaks no policy
}

func TestOffline(t *testing.T) {
	at := serve(t)
	tab := Open(t, Options{}).Tab()
	tab.Go(at + "/")
	tab.Run(`navigator.serviceWorker.register(trustedTypes.createPolicy("aula", {createScriptURL: u => u}).createScriptURL("/worker.js")).then(() => navigator.serviceWorker.ready).then(() => new Promise(done => {
		if (navigator.serviceWorker.controller) done(); else navigator.serviceWorker.addEventListener("controllerchange", () => done());
	})), 0`)
	tab.WaitUntil(`navigator.serviceWorker.controller !== null`, 5*time.Second)
	reach := `fetch("/style.css", {cache: "no-store"}).then(r => "status " + r.status, () => "no answer")`
	equal(t, "before", Eval[string](tab, reach), "status 200")
	tab.Offline(true)
	equal(t, "offline", Eval[string](tab, reach), "no answer")
	equal(t, "what the worker keeps", Eval[string](tab, `fetch("/kept").then(r => r.text())`), "from the worker")
	equal(t, "the browser's word", Eval[bool](tab, `navigator.onLine`), false)
	equal(t, "the event", tab.Text("#said"), "offline")
	tab.Offline(false)
	equal(t, "again", Eval[string](tab, reach), "status 200")
	equal(t, "the event", tab.Text("#said"), "online")
}

func TestOptions(t *testing.T) {
	at := serve(t)
	b := Open(t, Options{Width: 390, Height: 844, Scale: 2, Touch: true, Language: "zh-CN", Media: map[string]string{"prefers-color-scheme": "dark"}})
	tab := b.Tab()
	tab.Go(at + "/")
	equal(t, "width", Eval[int](tab, `innerWidth`), 390)
	equal(t, "height", Eval[int](tab, `innerHeight`), 844)
	equal(t, "scale", Eval[float64](tab, `devicePixelRatio`), 2)
	equal(t, "language", Eval[string](tab, `navigator.language`), "zh-CN")
	equal(t, "dark", Eval[bool](tab, `matchMedia("(prefers-color-scheme: dark)").matches`), true)
	equal(t, "touch", Eval[bool](tab, `matchMedia("(pointer: coarse)").matches`), true)
	tab.Tap("#go")
	equal(t, "after a tap", tab.Text("#said"), "trusted")
	file := filepath.Join(t.TempDir(), "new", "picture.png")
	tab.Screenshot(file)
	png, err := os.ReadFile(file)
	if err != nil || !strings.HasPrefix(string(png), "\x89PNG\r\n") {
		t.Errorf("the picture: %v, %.8q", err, png)
	}

	who := `fetch("/who").then(r => r.text())`
	for i, x := range []struct {
		tab    *Tab
		cookie string
	}{{tab, ""}, {b.Tab(), "who=me"}, {b.Guest(), ""}} {
		x.tab.Go(at + "/")
		cookie, language, _ := strings.Cut(Eval[string](x.tab, who), "|")
		if cookie != x.cookie || !strings.HasPrefix(language, "zh-CN") {
			t.Errorf("tab %d sends the cookie %q and asks for %q", i, cookie, language)
		}
	}
}

func TestCamera(t *testing.T) {
	at := serve(t)
	ask := `navigator.mediaDevices.getUserMedia({video: true, audio: true}).then(s => s.getTracks().map(t => t.kind).sort().join(" "), e => e.name)`
	refused := Open(t, Options{DenyMedia: true}).Tab()
	refused.Go(at + "/")
	equal(t, "refused", Eval[string](refused, ask), "NotAllowedError")
	tab := Open(t, Options{CameraFile: camera(t)}).Tab()
	tab.Go(at + "/")
	equal(t, "allowed", Eval[string](tab, ask), "audio video")
	colour := Eval[[]int](tab, `navigator.mediaDevices.getUserMedia({video: true}).then(async s => {
		const v = document.createElement("video"); v.muted = true; v.srcObject = s; await v.play();
		const c = new OffscreenCanvas(8, 8).getContext("2d"); c.drawImage(v, 0, 0, 8, 8);
		return Array.from(c.getImageData(4, 4, 1, 1).data);
	})`)
	if colour[0] < 200 || colour[1] > 60 || colour[2] > 60 {
		t.Errorf("the camera shows %v, not the red of its file", colour)
	}
}

// camera writes a film of one red picture.
func camera(t *testing.T) string {
	const w, h = 64, 48
	picture := "YUV4MPEG2 W64 H48 F10:1 Ip A1:1 C420jpeg\nFRAME\n" + strings.Repeat("\x51", w*h) + strings.Repeat("\x5a", w*h/4) + strings.Repeat("\xf0", w*h/4)
	file := filepath.Join(t.TempDir(), "red.y4m")
	if err := os.WriteFile(file, []byte(picture), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestUntrustedCertificate(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("safe enough")) }))
	defer server.Close()
	server.Config.ErrorLog = nil
	tab := Open(t, Options{Untrusted: true}).Tab()
	tab.Go(server.URL)
	equal(t, "text", tab.Text("body"), "safe enough")
}

// A test that waits in vain must fail, and say what the page said.
func TestWaitingInVain(t *testing.T) {
	at := serve(t)
	fake := &failing{TB: t}
	tab := Open(t, Options{}).Tab()
	tab.Go(at + "/noisy")
	tab.tb = fake
	func() {
		defer func() { _ = recover() }()
		tab.WaitFor("#nowhere", 200*time.Millisecond)
	}()
	if !strings.Contains(fake.said, "not within 200ms") || !strings.Contains(fake.said, "TypeError: second") {
		t.Errorf("it said %q", fake.said)
	}
}

// failing is a test that has failed by now.
type failing struct {
	testing.TB
	said string
}

func (f *failing) Helper() {}

func (f *failing) Fatalf(format string, args ...any) {
	f.said = strings.TrimSpace(fmt.Sprintf(format, args...))
	panic("failed")
}

func TestAxeIsWhatWasVendored(t *testing.T) {
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join("axe", name))
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(b))
	}
	sum := sha256.Sum256([]byte(axe))
	equal(t, "hash", hex.EncodeToString(sum[:]), read("HASH"))
	if !strings.Contains(axe[:200], read("VERSION")) || !strings.Contains(read("LICENSE"), "Mozilla Public License") {
		t.Error("VERSION or LICENSE is of something else")
	}
}
