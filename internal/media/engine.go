package media

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"log/slog"
	"math/big"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/nack"
	"github.com/pion/interceptor/pkg/report"
	"github.com/pion/webrtc/v4"
)

// engine makes the connections of a plane. Publishers' connections answer loss
// with requests of their own, report reception and measure the way for the
// publisher's rate control; viewers' connections do nothing by themselves,
// because feeds answer losses from one cache and report for all.
type engine struct {
	publishers [2]*webrtc.API // by role: as DTLS client, as DTLS server
	viewers    [2]*webrtc.API
	config     webrtc.Configuration
}

func newEngine(s *socket, log *slog.Logger) (*engine, error) {
	certificate, err := newCertificate()
	if err != nil {
		return nil, err
	}
	e := &engine{config: webrtc.Configuration{
		Certificates:  []webrtc.Certificate{*certificate},
		BundlePolicy:  webrtc.BundlePolicyMaxBundle,
		RTCPMuxPolicy: webrtc.RTCPMuxPolicyRequire,
	}}
	for i, role := range []webrtc.DTLSRole{webrtc.DTLSRoleClient, webrtc.DTLSRoleServer} {
		settings, err := newSettings(s, role, log)
		if err != nil {
			return nil, err
		}
		if e.publishers[i], err = publisherAPI(settings); err != nil {
			return nil, err
		}
		if e.viewers[i], err = viewerAPI(settings); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// publisher and viewer return a new connection that answers an offer. Passive
// makes the other side begin the DTLS handshake, as RFC 9725 section 4.4.2 recommends.
func (e *engine) publisher(passive bool) (*webrtc.PeerConnection, error) {
	return e.publishers[index(passive)].NewPeerConnection(e.config)
}

func (e *engine) viewer(passive bool) (*webrtc.PeerConnection, error) {
	return e.viewers[index(passive)].NewPeerConnection(e.config)
}

func index(passive bool) int {
	if passive {
		return 1
	}
	return 0
}

func newSettings(s *socket, role webrtc.DTLSRole, log *slog.Logger) (webrtc.SettingEngine, error) {
	var set webrtc.SettingEngine
	set.LoggerFactory = loggers{log}
	set.SetICEUDPMux(s)
	set.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6})
	set.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	set.SetIncludeLoopbackCandidate(true)
	set.DisableActiveTCP(true)
	set.SetICETimeouts(5*time.Second, 10*time.Second, 2*time.Second)
	set.SetSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80)
	return set, set.SetAnsweringDTLSRole(role)
}

func publisherAPI(set webrtc.SettingEngine) (*webrtc.API, error) {
	engine, err := newMediaEngine()
	if err != nil {
		return nil, err
	}
	registry := new(interceptor.Registry)
	asks, err := nack.NewGeneratorInterceptor()
	if err != nil {
		return nil, err
	}
	reports, err := report.NewReceiverInterceptor()
	if err != nil {
		return nil, err
	}
	registry.Add(asks)
	registry.Add(reports)
	if err := webrtc.ConfigureTWCCSender(engine, registry); err != nil {
		return nil, err
	}
	return webrtc.NewAPI(webrtc.WithSettingEngine(set), webrtc.WithMediaEngine(engine), webrtc.WithInterceptorRegistry(registry)), nil
}

func viewerAPI(set webrtc.SettingEngine) (*webrtc.API, error) {
	engine, err := newMediaEngine()
	if err != nil {
		return nil, err
	}
	return webrtc.NewAPI(webrtc.WithSettingEngine(set), webrtc.WithMediaEngine(engine),
		webrtc.WithInterceptorRegistry(new(interceptor.Registry))), nil
}

// newMediaEngine lists the codecs the plane forwards. The payload types are
// those of the other side: the plane only answers.
func newMediaEngine() (*webrtc.MediaEngine, error) {
	engine := new(webrtc.MediaEngine)
	opus := webrtc.RTPCodecParameters{PayloadType: 111, RTPCodecCapability: webrtc.RTPCodecCapability{
		MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2, SDPFmtpLine: "minptime=10;useinbandfec=1",
	}}
	if err := engine.RegisterCodec(opus, webrtc.RTPCodecTypeAudio); err != nil {
		return nil, err
	}
	type pair struct{ mime, fmtp string }
	for i, c := range []pair{
		{webrtc.MimeTypeVP8, ""},
		{webrtc.MimeTypeVP9, "profile-id=0"},
		{webrtc.MimeTypeH264, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"},
		{webrtc.MimeTypeH264, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f"},
		{webrtc.MimeTypeH264, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=4d001f"},
		{webrtc.MimeTypeH264, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=64001f"},
		{webrtc.MimeTypeAV1, ""},
	} {
		if err := registerVideo(engine, webrtc.PayloadType(96+2*i), c.mime, c.fmtp); err != nil {
			return nil, err
		}
	}
	return engine, nil
}

// registerVideo adds a video codec and its retransmission format (RFC 4588).
func registerVideo(engine *webrtc.MediaEngine, pt webrtc.PayloadType, mime, fmtp string) error {
	err := engine.RegisterCodec(webrtc.RTPCodecParameters{PayloadType: pt, RTPCodecCapability: webrtc.RTPCodecCapability{
		MimeType: mime, ClockRate: 90000, SDPFmtpLine: fmtp,
		RTCPFeedback: []webrtc.RTCPFeedback{{Type: "goog-remb"}, {Type: "ccm", Parameter: "fir"}, {Type: "nack"}, {Type: "nack", Parameter: "pli"}},
	}}, webrtc.RTPCodecTypeVideo)
	if err != nil {
		return err
	}
	return engine.RegisterCodec(webrtc.RTPCodecParameters{PayloadType: pt + 1, RTPCodecCapability: webrtc.RTPCodecCapability{
		MimeType: webrtc.MimeTypeRTX, ClockRate: 90000, SDPFmtpLine: fmt.Sprintf("apt=%d", pt),
	}}, webrtc.RTPCodecTypeVideo)
}

// newCertificate makes the certificate all connections share. Its fingerprint is
// what the other side checks, so it outlives any run of the server.
func newCertificate() (*webrtc.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	name := pkix.Name{CommonName: "media"}
	return webrtc.NewCertificate(key, x509.Certificate{
		SerialNumber: serial, Version: 2, Issuer: name, Subject: name,
		NotBefore: time.Now().Add(-24 * time.Hour), NotAfter: time.Now().AddDate(10, 0, 0),
	})
}
