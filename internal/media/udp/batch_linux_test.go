package udp

import (
	"fmt"
	"testing"
)

// Where the kernel refuses segments, they are sent one by one, and from then on always.
func TestSegmentsRefused(t *testing.T) {
	s := open(t, "127.0.0.1:0")
	if !s.Segments() {
		t.Fatal("this kernel knows no segmentation")
	}
	b := s.NewBatch()
	c, addr := receiver(t, "udp4", "127.0.0.1")
	d := s.Destination(Way{Remote: addr})
	const many = 500 // more than any kernel takes in one message
	for i := range many {
		if i > 0 {
			b.count[0] = 2
		}
		add(b, d, []byte{byte(i), byte(i >> 8)})
	}
	if b.n != 1 {
		t.Fatalf("%d messages, want one that is refused", b.n)
	}
	b.Flush()
	if s.Segments() {
		t.Error("segments are still tried")
	}
	add(b, d, []byte("x"))
	add(b, d, []byte("y"))
	if b.n != 2 {
		t.Errorf("%d messages for two datagrams", b.n)
	}
	b.Flush()
	for i := range many {
		if got, _ := read(t, c); len(got) != 2 || got[0] != byte(i) || got[1] != byte(i>>8) {
			t.Fatalf("datagram %d: %v", i, got)
		}
	}
	if got, _ := read(t, c); string(got) != "x" {
		t.Errorf("then %q", got)
	}
	if b.Lost > 0 {
		t.Errorf("%d lost", b.Lost)
	}
}

func BenchmarkSend(b *testing.B) {
	for _, viewers := range []int{1, 200} {
		for _, segments := range []bool{true, false} {
			b.Run(fmt.Sprintf("viewers=%d/segments=%v", viewers, segments), func(b *testing.B) { benchmarkSend(b, viewers, segments) })
		}
	}
}

func benchmarkSend(b *testing.B, viewers int, segments bool) {
	s := open(b, "127.0.0.1:0")
	s.segment.Store(segments && s.segment.Load())
	batch := s.NewBatch()
	var to []*Destination
	for range viewers {
		_, addr := receiver(b, "udp4", "127.0.0.1")
		to = append(to, s.Destination(Way{Remote: addr}))
	}
	data := make([]byte, 1200)
	b.SetBytes(int64(6 * len(data) * viewers))
	for b.Loop() {
		for _, d := range to {
			for range 6 {
				add(batch, d, data)
			}
		}
		batch.Flush()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*viewers*6), "ns/packet")
}
