package whip_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/pion/webrtc/v4"

	"aula/internal/media"
	"aula/internal/media/whip"
)

// desk is both endpoints over one plane. Whoever sends "Bearer NAME" is NAME; the
// bearer "banned" is refused with 403 and a request without one with 401.
type desk struct {
	t     *testing.T
	plane *media.Plane
	mux   *http.ServeMux
}

type banned struct{}

func (banned) Error() string   { return "banned" }
func (banned) HTTPStatus() int { return http.StatusForbidden }

func newDesk(t *testing.T, change ...func(*whip.Options)) *desk {
	t.Helper()
	plane, err := media.Open(media.Config{UDP: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { plane.Close() })
	o := whip.Options{
		Plane: plane,
		Fail: func(w http.ResponseWriter, _ *http.Request, status int, code string, _ error) {
			w.WriteHeader(status)
			io.WriteString(w, code)
		},
		Authorise: func(r *http.Request) (whip.Grant, error) {
			name, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
			switch {
			case !ok:
				return whip.Grant{}, errors.New("who are you")
			case name == "banned":
				return whip.Grant{}, banned{}
			}
			return whip.Grant{Room: "room", Name: name, Slot: media.Programme}, nil
		},
	}
	for _, f := range change {
		f(&o)
	}
	d := &desk{t: t, plane: plane, mux: http.NewServeMux()}
	for path, h := range map[string]http.Handler{"/hall/whip": whip.Publish(o), "/hall/whep": whip.View(o)} {
		d.mux.Handle(path, h)
		d.mux.Handle(path+"/{session}", h)
	}
	return d
}

// ask sends a request as ann; headers are given as "Key: value" and may replace hers.
func (d *desk) ask(method, path, body string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer ann")
	for _, h := range headers {
		key, value, _ := strings.Cut(h, ": ")
		if value == "" {
			r.Header.Del(key)
			continue
		}
		r.Header.Set(key, value)
	}
	w := httptest.NewRecorder()
	d.mux.ServeHTTP(w, r)
	return w.Result()
}

const (
	isSDP      = "Content-Type: application/sdp"
	isFragment = "Content-Type: application/trickle-ice-sdpfrag"
)

// join publishes or views and returns the session's path and ETag.
func (d *desk) join(path string) (location, tag string) {
	d.t.Helper()
	resp := d.ask("POST", path, offer(d.t, strings.HasSuffix(path, "whip")), isSDP)
	if resp.StatusCode != http.StatusCreated {
		d.t.Fatalf("POST %s: %d", path, resp.StatusCode)
	}
	return resp.Header.Get("Location"), resp.Header.Get("ETag")
}

func offer(t *testing.T, publish bool) string {
	t.Helper()
	pc, err := webrtc.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	defer pc.GracefulClose()
	direction := webrtc.RTPTransceiverDirectionRecvonly
	if publish {
		direction = webrtc.RTPTransceiverDirectionSendonly
	}
	for _, k := range []webrtc.RTPCodecType{webrtc.RTPCodecTypeAudio, webrtc.RTPCodecTypeVideo} {
		if _, err := pc.AddTransceiverFromKind(k, webrtc.RTPTransceiverInit{Direction: direction}); err != nil {
			t.Fatal(err)
		}
	}
	made, err := pc.CreateOffer(nil)
	if err != nil {
		t.Fatal(err)
	}
	return made.SDP
}

func TestCreated(t *testing.T) {
	d := newDesk(t)
	for _, path := range []string{"/hall/whip", "/hall/whep"} {
		resp := d.ask("POST", path, offer(t, path == "/hall/whip"), "Content-Type: Application/SDP; charset=utf-8")
		answer, _ := io.ReadAll(resp.Body)
		if resp.StatusCode != http.StatusCreated || resp.Header.Get("Content-Type") != "application/sdp" || !strings.HasPrefix(string(answer), "v=0\r\n") {
			t.Errorf("%s: %d %q\n%s", path, resp.StatusCode, resp.Header.Get("Content-Type"), answer)
		}
		// 22 characters of URL-safe base64 are the 128 random bits.
		if at := resp.Header.Get("Location"); !regexp.MustCompile(`^` + path + `/[A-Za-z0-9_-]{22}$`).MatchString(at) {
			t.Errorf("%s: Location %q", path, at)
		}
		if tag := resp.Header.Get("ETag"); !regexp.MustCompile(`^"[^"]+"$`).MatchString(tag) {
			t.Errorf("%s: ETag %q is not strong", path, tag)
		}
		if exposed := resp.Header.Get("Access-Control-Expose-Headers"); !strings.Contains(exposed, "Location") || !strings.Contains(exposed, "ETag") || !strings.Contains(exposed, "Link") {
			t.Errorf("%s: exposes %q", path, exposed)
		}
		if strings.Contains(string(answer), "a=ice-options:trickle") || !strings.Contains(string(answer), "a=end-of-candidates") {
			t.Errorf("%s: the answer is not complete:\n%s", path, answer)
		}
	}
}

func TestEndpoint(t *testing.T) {
	d := newDesk(t)
	sdp := offer(t, true)
	for _, c := range []struct {
		name, method, path, body string
		headers                  []string
		status                   int
		code                     string
		header                   string // "Key: value" that must be in the response
	}{
		{"get", "GET", "/hall/whip", "", nil, 204, "", "Accept-Post: application/sdp"},
		{"head", "HEAD", "/hall/whip", "", nil, 204, "", ""},
		{"head of a player", "HEAD", "/hall/whep", "", nil, 200, "", "Content-Type: application/sdp"},
		{"options", "OPTIONS", "/hall/whip", "", []string{"Authorization: "}, 200, "", "Accept-Post: application/sdp"},
		{"preflight", "OPTIONS", "/hall/whep", "", []string{"Authorization: ", "Origin: https://elsewhere.example", "Access-Control-Request-Method: POST"}, 200, "", "Access-Control-Allow-Origin: *"},
		{"preflight of publishing", "OPTIONS", "/hall/whip", "", []string{"Authorization: ", "Access-Control-Request-Method: POST"}, 200, "", "Access-Control-Allow-Headers: Authorization, Content-Type, If-Match"},
		{"nothing is on air, unasked", "POST", "/hall/whep", offer(t, false), []string{isSDP}, 201, "", ""},
		{"nothing is on air, asked", "POST", "/hall/whep?require=on-air", offer(t, false), []string{isSDP}, 409, whip.CodeQuiet, "Retry-After: 5"},
		{"put", "PUT", "/hall/whip", "", nil, 405, whip.CodeMethod, "Allow: GET, HEAD, OPTIONS, POST"},
		{"nobody", "POST", "/hall/whip", sdp, []string{isSDP, "Authorization: "}, 401, whip.CodeRefused, "WWW-Authenticate: Bearer"},
		{"banned", "POST", "/hall/whip", sdp, []string{isSDP, "Authorization: Bearer banned"}, 403, whip.CodeRefused, ""},
		{"no type", "POST", "/hall/whip", sdp, nil, 415, whip.CodeContentType, "Accept: application/sdp"},
		{"json", "POST", "/hall/whip", sdp, []string{"Content-Type: application/json"}, 415, whip.CodeContentType, ""},
		{"not acceptable", "POST", "/hall/whip", sdp, []string{isSDP, "Accept: text/html"}, 406, whip.CodeAccept, ""},
		{"refused in so many words", "POST", "/hall/whip", sdp, []string{isSDP, "Accept: application/sdp;q=0.0"}, 406, whip.CodeAccept, ""},
		{"accepts anything", "POST", "/hall/whip", sdp, []string{isSDP, "Accept: text/html, */*;q=0.1"}, 201, "", ""},
		{"not an offer", "POST", "/hall/whip", "hello", []string{isSDP}, 400, whip.CodeOffer, ""},
		{"empty", "POST", "/hall/whip", "", []string{isSDP}, 400, whip.CodeOffer, ""},
		{"wrong direction", "POST", "/hall/whep", sdp, []string{isSDP}, 400, whip.CodeOffer, ""},
		{"unknown codec", "POST", "/hall/whip", strings.ReplaceAll(sdp, "opus/", "speex/"), []string{isSDP}, 422, whip.CodeCodec, ""},
		{"too large", "POST", "/hall/whip", strings.Repeat("v", 192<<10+1), []string{isSDP}, 413, whip.CodeTooLarge, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			resp := d.ask(c.method, c.path, c.body, c.headers...)
			check(t, resp, c.status, c.code)
			if key, want, ok := strings.Cut(c.header, ": "); ok && resp.Header.Get(key) != want {
				t.Errorf("%s: %q, want %q", key, resp.Header.Get(key), want)
			}
		})
	}
}

func ufrag(sdp string) string {
	return regexp.MustCompile(`a=ice-ufrag:(\S+)`).FindStringSubmatch(sdp)[1]
}

// check compares the status and, for errors, the code; a success has no body.
func check(t *testing.T, resp *http.Response, status int, code string) {
	t.Helper()
	body, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != status || status != 201 && string(body) != code {
		t.Errorf("%d %q, want %d %q", resp.StatusCode, body, status, code)
	}
}

func TestSession(t *testing.T) {
	d := newDesk(t)
	sdp := offer(t, true)
	made := d.ask("POST", "/hall/whip", sdp, isSDP)
	session, tag := made.Header.Get("Location"), made.Header.Get("ETag")
	candidate := "a=mid:0\r\na=candidate:1 1 udp 2130706431 192.0.2.9 5000 typ host\r\na=candidate:2 1 carrier-pigeon 1 192.0.2.9 5000 typ coop\r\n"
	current := "a=ice-ufrag:" + ufrag(sdp) + "\r\n"
	fresh := "a=ice-ufrag:EsAw\r\na=ice-pwd:bP+XJMM09aR8AiX1jdukzR6Y\r\n"
	for _, c := range []struct {
		name, method, path, body string
		headers                  []string
		status                   int
		code                     string
	}{
		{"get", "GET", session, "", nil, 204, ""},
		{"head", "HEAD", session, "", nil, 204, ""},
		{"options", "OPTIONS", session, "", []string{"Authorization: "}, 200, ""},
		{"post", "POST", session, "", nil, 405, whip.CodeMethod},
		{"another's", "GET", session, "", []string{"Authorization: Bearer bo"}, 404, whip.CodeNoSession},
		{"end another's", "DELETE", session, "", []string{"Authorization: Bearer bo"}, 404, whip.CodeNoSession},
		{"a publisher is no viewer", "DELETE", strings.Replace(session, "whip", "whep", 1), "", nil, 404, whip.CodeNoSession},
		{"guessed", "GET", "/hall/whip/AAAAAAAAAAAAAAAAAAAAAA", "", nil, 404, whip.CodeNoSession},
		{"nobody", "DELETE", session, "", []string{"Authorization: "}, 401, whip.CodeRefused},
		{"trickle", "PATCH", session, candidate, []string{isFragment, "If-Match: " + tag}, 204, ""},
		{"trickle with any ETag", "PATCH", session, candidate, []string{isFragment, "If-Match: *"}, 204, ""},
		{"trickle with one of several", "PATCH", session, candidate, []string{isFragment, `If-Match: "old", ` + tag}, 204, ""},
		{"trickle with a tag without quotes", "PATCH", session, candidate, []string{isFragment, "If-Match: " + strings.Trim(tag, `"`)}, 204, ""},
		{"trickle with a weak tag", "PATCH", session, candidate, []string{isFragment, "If-Match: W/" + tag}, 412, whip.CodePrecondition},
		{"trickle with a parameter of the type", "PATCH", session, candidate, []string{isFragment + "; charset=utf-8", "If-Match: " + tag}, 204, ""},
		{"trickle without If-Match", "PATCH", session, candidate, []string{isFragment}, 428, whip.CodePrecondition},
		{"trickle without If-Match that names the ICE session", "PATCH", session, current + candidate, []string{isFragment}, 204, ""},
		{"trickle for another ICE session", "PATCH", session, candidate, []string{isFragment, `If-Match: "old"`}, 412, whip.CodePrecondition},
		{"end of candidates", "PATCH", session, current + "a=end-of-candidates\r\n", []string{isFragment}, 204, ""},
		{"too large", "PATCH", session, candidate + strings.Repeat("a", 192<<10), []string{isFragment, "If-Match: " + tag}, 413, whip.CodeTooLarge},
		{"restart without If-Match", "PATCH", session, fresh, []string{isFragment}, 428, whip.CodePrecondition},
		{"restart of another ICE session", "PATCH", session, fresh, []string{isFragment, `If-Match: "old"`}, 412, whip.CodePrecondition},
		{"restart without password", "PATCH", session, "a=ice-ufrag:EsAw\r\n", []string{isFragment, "If-Match: *"}, 422, whip.CodeOffer},
		{"after a restart that failed the old session goes on", "PATCH", session, current + candidate, []string{isFragment, "If-Match: " + tag}, 204, ""},
		{"patch with SDP", "PATCH", session, candidate, []string{isSDP}, 415, whip.CodeContentType},
		{"patch with nothing", "PATCH", session, "", []string{isFragment}, 400, whip.CodeOffer},
		{"patch that smuggles a line", "PATCH", session, "a=candidate:1\ra=x 1\r\n", []string{isFragment}, 400, whip.CodeOffer},
		{"end, whatever the ETag", "DELETE", session, "", []string{`If-Match: "old"`}, 200, ""},
		{"end again", "DELETE", session, "", nil, 404, whip.CodeNoSession},
	} {
		t.Run(c.name, func(t *testing.T) {
			resp := d.ask(c.method, c.path, c.body, c.headers...)
			check(t, resp, c.status, c.code)
			if c.status == 204 && resp.Header.Get("ETag") != "" {
				t.Errorf("ETag %q: only a restart has a new one", resp.Header.Get("ETag"))
			}
		})
	}
	if h := d.plane.Health("room"); len(h.Publishers) != 0 {
		t.Errorf("after DELETE there are %+v", h.Publishers)
	}
}
