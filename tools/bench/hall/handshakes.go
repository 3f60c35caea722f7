package hall

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/dtls/v3/pkg/crypto/selfsign"
)

// options are those of both sides of a bare handshake, as WebRTC makes it.
func handshakeOptions() ([]dtls.Option, error) {
	certificate, err := selfsign.GenerateSelfSigned()
	if err != nil {
		return nil, err
	}
	return []dtls.Option{
		dtls.WithCertificates([]tls.Certificate{certificate}...),
		dtls.WithInsecureSkipVerify(true),
		dtls.WithSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM),
	}, nil
}

// serveHandshakes takes DTLS connections and does nothing with them.
func serveHandshakes(in *bufio.Reader) error {
	both, err := handshakeOptions()
	if err != nil {
		return err
	}
	options := []dtls.ServerOption{dtls.WithClientAuth(dtls.RequireAnyClientCert)}
	for _, o := range both {
		options = append(options, o)
	}
	l, err := dtls.ListenWithOptions("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}, options...)
	if err != nil {
		return err
	}
	defer l.Close()
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
				defer cancel()
				if conn.(*dtls.Conn).HandshakeContext(ctx) == nil {
					_, _ = conn.Read(make([]byte, 1)) // until the goodbye
				}
				conn.Close()
			}()
		}
	}()
	fmt.Println(l.Addr())
	untilInputEnds(in)
	return nil
}

// handshakeCost returns the server's CPU milliseconds for one handshake, of n.
func handshakeCost(n int) (float64, error) {
	server, err := startChild("", "serve", "handshakes")
	if err != nil {
		return 0, err
	}
	defer server.stop()
	at, err := net.ResolveUDPAddr("udp", server.told)
	if err != nil {
		return 0, err
	}
	both, err := handshakeOptions()
	if err != nil {
		return 0, err
	}
	options := make([]dtls.ClientOption, 0, len(both))
	for _, o := range both {
		options = append(options, o)
	}
	before, err := processUsage(server.pid())
	if err != nil {
		return 0, err
	}
	for range n {
		conn, err := dtls.DialWithOptions("udp", at, options...)
		if err != nil {
			return 0, err
		}
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		err = conn.HandshakeContext(ctx)
		cancel()
		conn.Close()
		if err != nil {
			return 0, err
		}
	}
	after, err := processUsage(server.pid())
	return after.minus(before).sum().Seconds() * 1000 / float64(n), err
}
