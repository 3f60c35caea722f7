package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// file gathers the objects of a PDF and writes them (ISO 32000-1 section 7.5): streams
// as they are, all else packed into object streams, with a stream of cross-references
// at the end.
type file struct {
	out    bytes.Buffer
	places []place // by number of the object, less one
	plain  []plain // objects that wait for an object stream
}

// place says where an object stands.
type place struct {
	kind, at, index int // 1: at this byte; 2: in that object stream, as the index-th
}

type plain struct {
	number int
	body   string
}

// packed is how many objects share an object stream.
const packedObjects = 100

func newFile() *file {
	f := &file{}
	f.out.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	return f
}

// next returns the number of an object that is written later.
func (f *file) next() int {
	f.places = append(f.places, place{})
	return len(f.places)
}

// set writes an object that is no stream.
func (f *file) set(number int, body string) {
	f.plain = append(f.plain, plain{number, body})
}

// add writes an object that is no stream and returns its number.
func (f *file) add(body string) int {
	n := f.next()
	f.set(n, body)
	return n
}

// stream writes a compressed stream with the entries of its dictionary and returns its number.
func (f *file) stream(number int, entries string, data []byte) int {
	return f.rawStream(number, entries+"/Filter/FlateDecode", deflate(data))
}

func (f *file) rawStream(number int, entries string, data []byte) int {
	f.places[number-1] = place{kind: 1, at: f.out.Len()}
	fmt.Fprintf(&f.out, "%d 0 obj\n<<%s/Length %d>>\nstream\n", number, entries, len(data))
	f.out.Write(data)
	f.out.WriteString("\nendstream\nendobj\n")
	return number
}

func deflate(data []byte) []byte {
	var b bytes.Buffer
	w, err := zlib.NewWriterLevel(&b, zlib.BestCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	w.Write(data) // a buffer takes all
	w.Close()
	return b.Bytes()
}

// finish writes what is left and returns the whole file. Its identity is made of its
// content, so that the same paper is the same file.
func (f *file) finish(catalogue, info int) []byte {
	for len(f.plain) > 0 {
		n := min(len(f.plain), packedObjects)
		f.pack(f.plain[:n])
		f.plain = f.plain[n:]
	}
	id := sha256.Sum256(f.out.Bytes())
	number := f.next()
	at := f.out.Len()
	f.places[number-1] = place{kind: 1, at: at}
	table := []byte{0, 0, 0, 0, 0, 0xFF, 0xFF}
	for _, p := range f.places {
		table = append(table, byte(p.kind))
		table = binary.BigEndian.AppendUint32(table, uint32(p.at))
		table = binary.BigEndian.AppendUint16(table, uint16(p.index))
	}
	f.stream(number, fmt.Sprintf("/Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[<%x><%x>]", number+1, catalogue, info, id[:16], id[:16]), table)
	fmt.Fprintf(&f.out, "startxref\n%d\n%%%%EOF\n", at)
	return f.out.Bytes()
}

// pack writes an object stream (section 7.5.7).
func (f *file) pack(objects []plain) {
	number := f.next()
	var index, bodies bytes.Buffer
	for i, o := range objects {
		fmt.Fprintf(&index, "%d %d ", o.number, bodies.Len())
		bodies.WriteString(o.body)
		bodies.WriteByte('\n')
		f.places[o.number-1] = place{kind: 2, at: number, index: i}
	}
	f.stream(number, fmt.Sprintf("/Type/ObjStm/N %d/First %d", len(objects), index.Len()), append(index.Bytes(), bodies.Bytes()...))
}
