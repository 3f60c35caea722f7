package hall

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"runtime/pprof"
	"strconv"
	"time"

	"aula/internal/media"
	"aula/internal/media/whip"
	"aula/tools/bench/plain"
)

// state is what a child tells of itself at /state.
type state struct {
	Viewers    int
	Goroutines int
	HeapKB     float64 // after a collection
}

const room = "hall"

// serveAula is the hall's plane with its two endpoints and nothing else of Aula.
func serveAula(in *bufio.Reader) error {
	plane, err := media.Open(media.Config{UDP: "127.0.0.1:0"})
	if err != nil {
		return err
	}
	defer plane.Close()
	o := whip.Options{
		Plane: plane,
		Fail: func(w http.ResponseWriter, _ *http.Request, status int, code string, err error) {
			http.Error(w, fmt.Sprint(code, " ", err), status)
		},
		Authorise: func(r *http.Request) (whip.Grant, error) {
			return whip.Grant{Room: room, Name: r.URL.Query().Get("name")}, nil
		},
	}
	out := whip.View(o)
	o.Authorise = func(r *http.Request) (whip.Grant, error) {
		return whip.Grant{Room: room, Slot: media.Programme, Name: r.URL.Query().Get("name")}, nil
	}
	mux := http.NewServeMux()
	for path, h := range map[string]http.Handler{"/whip": whip.Publish(o), "/whep": out} {
		mux.Handle(path, h)
		mux.Handle(path+"/{session}", h)
	}
	return serve(in, mux, func() int { return plane.Health(room).Viewers.Count })
}

func servePlain(in *bufio.Reader) error {
	s, err := plain.New()
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/", s)
	return serve(in, mux, s.Viewers)
}

// serve serves over HTTP until input ends, and says where.
func serve(in *bufio.Reader, mux *http.ServeMux, viewers func() int) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	mux.HandleFunc("GET /state", func(w http.ResponseWriter, _ *http.Request) {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		_ = json.NewEncoder(w).Encode(state{Viewers: viewers(), Goroutines: runtime.NumGoroutine(), HeapKB: float64(m.HeapAlloc) / 1024})
	})
	mux.HandleFunc("GET /profile", profile)
	go func() { _ = http.Serve(l, mux) }()
	fmt.Printf("http://%s\n", l.Addr())
	untilInputEnds(in)
	return nil
}

// profile answers with a CPU profile of the seconds asked for.
func profile(w http.ResponseWriter, r *http.Request) {
	seconds, err := strconv.Atoi(r.FormValue("seconds"))
	if err != nil || seconds < 1 || seconds > 60 {
		http.Error(w, "seconds?", http.StatusBadRequest)
		return
	}
	if err := pprof.StartCPUProfile(w); err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	time.Sleep(time.Duration(seconds) * time.Second)
	pprof.StopCPUProfile()
}
