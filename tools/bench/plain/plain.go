// Package plain is the media server that pion/webrtc makes by itself: one publisher
// by WHIP, viewers by WHEP, a TrackLocalStaticRTP for each line, the default
// interceptors, nothing else. The hall is measured beside it.
package plain

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"
)

// askEvery is the least time between two requests for a key frame.
const askEvery = 500 * time.Millisecond

// Server is a http.Handler for POST /whip and /whep, and DELETE of what these return.
type Server struct {
	api    *webrtc.API
	tracks map[string]*webrtc.TrackLocalStaticRTP // by kind
	next   atomic.Int64
	mux    *http.ServeMux

	mu        sync.Mutex
	sessions  map[string]*webrtc.PeerConnection
	publisher *webrtc.PeerConnection
	picture   uint32 // SSRC of the publisher's video
	asked     time.Time
	later     *time.Timer // a request that waits for the pause to end
}

// New returns a server without a publisher.
func New() (*Server, error) {
	var set webrtc.SettingEngine
	set.SetIncludeLoopbackCandidate(true)
	set.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	engine := &webrtc.MediaEngine{}
	if err := engine.RegisterDefaultCodecs(); err != nil {
		return nil, err
	}
	registry := &interceptor.Registry{}
	if err := webrtc.RegisterDefaultInterceptors(engine, registry); err != nil {
		return nil, err
	}
	s := &Server{
		api:      webrtc.NewAPI(webrtc.WithSettingEngine(set), webrtc.WithMediaEngine(engine), webrtc.WithInterceptorRegistry(registry)),
		tracks:   map[string]*webrtc.TrackLocalStaticRTP{},
		sessions: map[string]*webrtc.PeerConnection{}, mux: http.NewServeMux(),
	}
	for kind, mime := range map[string]string{"video": webrtc.MimeTypeVP8, "audio": webrtc.MimeTypeOpus} {
		track, err := webrtc.NewTrackLocalStaticRTP(webrtc.RTPCodecCapability{MimeType: mime}, kind, "hall")
		if err != nil {
			return nil, err
		}
		s.tracks[kind] = track
	}
	s.mux.HandleFunc("POST /whip", func(w http.ResponseWriter, r *http.Request) { s.join(w, r, s.publish) })
	s.mux.HandleFunc("POST /whep", func(w http.ResponseWriter, r *http.Request) { s.join(w, r, s.view) })
	s.mux.HandleFunc("DELETE /session/{id}", s.leave)
	return s, nil
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Viewers is how many sessions there are beside the publisher.
func (s *Server) Viewers() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.sessions)
	if s.publisher != nil {
		n--
	}
	return n
}

// join answers an offer after prepare has made the connection ready.
func (s *Server) join(w http.ResponseWriter, r *http.Request, prepare func(*webrtc.PeerConnection) error) {
	offer, err := io.ReadAll(io.LimitReader(r.Body, 1<<16))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	id := strconv.FormatInt(s.next.Add(1), 10)
	answer, err := s.answer(id, string(offer), prepare)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/sdp")
	w.Header().Set("Location", "/session/"+id)
	w.WriteHeader(http.StatusCreated)
	io.WriteString(w, answer)
}

func (s *Server) answer(id, offer string, prepare func(*webrtc.PeerConnection) error) (string, error) {
	pc, err := s.api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return "", err
	}
	pc.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		if state == webrtc.PeerConnectionStateFailed || state == webrtc.PeerConnectionStateClosed {
			s.forget(id)
		}
	})
	err = errors.Join(prepare(pc), pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer}))
	if err != nil {
		pc.Close()
		return "", err
	}
	answer, err := pc.CreateAnswer(nil)
	if err != nil {
		pc.Close()
		return "", err
	}
	gathered := webrtc.GatheringCompletePromise(pc)
	if err := pc.SetLocalDescription(answer); err != nil {
		pc.Close()
		return "", err
	}
	<-gathered
	s.mu.Lock()
	s.sessions[id] = pc
	s.mu.Unlock()
	return pc.LocalDescription().SDP, nil
}

// publish forwards what comes on each track.
func (s *Server) publish(pc *webrtc.PeerConnection) error {
	s.mu.Lock()
	s.publisher = pc
	s.mu.Unlock()
	pc.OnTrack(func(remote *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		if remote.Kind() == webrtc.RTPCodecTypeVideo {
			s.mu.Lock()
			s.picture = uint32(remote.SSRC())
			s.mu.Unlock()
			s.ask()
		}
		out := s.tracks[remote.Kind().String()]
		for {
			packet, _, err := remote.ReadRTP()
			if err != nil {
				return
			}
			if err := out.WriteRTP(packet); err != nil && !errors.Is(err, io.ErrClosedPipe) {
				return
			}
		}
	})
	return nil
}

// view sends both tracks and passes requests for key frames on.
func (s *Server) view(pc *webrtc.PeerConnection) error {
	for _, kind := range []string{"video", "audio"} {
		sender, err := pc.AddTrack(s.tracks[kind])
		if err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
		go s.listen(sender)
	}
	return nil
}

func (s *Server) listen(sender *webrtc.RTPSender) {
	for {
		packets, _, err := sender.ReadRTCP()
		if err != nil {
			return
		}
		for _, p := range packets {
			switch p.(type) {
			case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
				s.ask()
			}
		}
	}
}

// ask asks the publisher for a key frame now or, when it was asked a moment ago, at the
// end of the pause.
func (s *Server) ask() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.publisher == nil || s.picture == 0 || s.later != nil {
		return
	}
	if wait := askEvery - time.Since(s.asked); wait > 0 {
		s.later = time.AfterFunc(wait, func() {
			s.mu.Lock()
			s.later = nil
			s.mu.Unlock()
			s.ask()
		})
		return
	}
	s.asked = time.Now()
	_ = s.publisher.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: s.picture}})
}

func (s *Server) leave(w http.ResponseWriter, r *http.Request) {
	if pc := s.forget(r.PathValue("id")); pc != nil {
		pc.Close()
	}
}

// forget returns the session that it was the first to forget.
func (s *Server) forget(id string) *webrtc.PeerConnection {
	s.mu.Lock()
	defer s.mu.Unlock()
	pc := s.sessions[id]
	delete(s.sessions, id)
	if pc == s.publisher {
		s.publisher, s.picture = nil, 0
	}
	return pc
}
