package frame

import "aula/internal/media/codec"

// longest is how many packets a frame may have: 4 MB.
const longest = 3500

// take takes the packet that is due.
func (l *Line) take(a arrival) {
	l.next = a.Seq + 1
	if len(a.Payload) == 0 {
		return // padding, which probes the line
	}
	if a.Codec != l.kind {
		l.change(a.Codec)
	}
	if l.reader == nil {
		return
	}
	if n := len(l.picture); n > 0 && (l.picture[0].Time != a.Time || l.picture[0].from != a.from) {
		l.cut(a)
	}
	if len(l.picture) == 0 && l.awaiting && !a.Key && l.kind.Name != codec.Opus {
		return
	}
	if l.picture = append(l.picture, a); len(l.picture) > longest {
		l.miss(0)
		return
	}
	if a.Marker || l.kind.Name == codec.Opus {
		l.finish()
	}
}

// change begins with another codec, and so with a key frame.
func (l *Line) change(to codec.Codec) {
	l.kind, l.reader = to, newReader(to.Name)
	l.picture, l.awaiting, l.fresh = nil, true, true
}

// cut ends a frame whose last packet bore no marker. Another publisher's key frame may
// come in the middle of a frame, which is then not missed. RFC 6184 section 5.1 lets
// a receiver of H264 not rely on the marker; elsewhere the frame is broken.
func (l *Line) cut(by arrival) {
	switch {
	case by.from != l.picture[0].from:
		l.picture, l.awaiting = nil, true
	case l.kind.Name == codec.H264:
		l.finish()
	default:
		l.miss(0)
	}
}

// finish hands on the frame that was put together.
func (l *Line) finish() {
	picture := l.picture
	l.picture = nil
	units, key, err := l.reader.read(picture, l.awaiting)
	if err != nil {
		l.miss(0)
		return
	}
	if len(units) == 0 || l.awaiting && !key {
		return
	}
	first := picture[0]
	if l.open != nil {
		l.report(first.shown)
	}
	l.shown, l.awaiting = first.shown, false
	f := Frame{Codec: l.kind, From: first.from, Key: key, Shown: first.shown, RTP: first.Time, New: l.fresh, Units: units}
	l.fresh = false
	l.whole(f)
}
