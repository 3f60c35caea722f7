package browser_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"aula/internal/demo/clip"
)

// film is what a test camera shows, over and over: dark, with the number of the picture
// in blocks (clip.Counter) and a bright bar that moves with it. Whoever reads both from
// one decoded picture has seen that picture and no other.
type film struct {
	Width, Height int
	Rate          int // pictures a second
	Pictures      int
	Counter       clip.Counter
	Bar, Stride   int  // width of the bar; how far it moves from picture to picture
	Snow          bool // behind it, so that the camera takes all the room that there is
}

// hallFilm is the camera of the hall, floorFilm the one of somebody at home.
func hallFilm() film {
	return film{Width: 640, Height: 360, Rate: 15, Pictures: 120, Counter: clip.Counter{Width: 640, X: 64, Y: 300, Block: 28}, Bar: 40, Stride: 5}
}

func floorFilm() film {
	return film{Width: 320, Height: 240, Rate: 10, Pictures: 60, Counter: clip.Counter{Width: 320, X: 16, Y: 200, Block: 16}, Bar: 40, Stride: 4}
}

// write writes the film as Chromium's camera takes it and returns the file.
func (f film) write(t testing.TB) string {
	t.Helper()
	return write(t, "camera.y4m", func(out *bufio.Writer) {
		fmt.Fprintf(out, "YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420jpeg\n", f.Width, f.Height, f.Rate)
		grey := bytes.Repeat([]byte{128}, f.Width*f.Height/2) // both colour planes
		luma := make([]byte, f.Width*f.Height)
		for n := range f.Pictures {
			f.draw(luma, n)
			out.WriteString("FRAME\n")
			out.Write(luma)
			out.Write(grey)
		}
	})
}

const dark, snow, bright = 30, 60, 225

func (f film) draw(luma []byte, n int) {
	dice := rand.New(rand.NewPCG(uint64(n), 0))
	for i := range luma {
		luma[i] = dark
		if f.Snow {
			luma[i] += byte(dice.IntN(snow))
		}
	}
	f.fill(luma, n*f.Stride, f.Height/8, f.Bar, f.Height/4)
	c := f.Counter
	for i := range clip.Bits + 2 {
		if i == 0 || i <= clip.Bits && n>>(clip.Bits-i)&1 == 1 {
			f.fill(luma, c.X+i*c.Block, c.Y, c.Block, c.Block)
		}
	}
}

func (f film) fill(luma []byte, x, y, width, height int) {
	for row := y; row < y+height; row++ {
		for column := x; column < min(x+width, f.Width); column++ {
			luma[row*f.Width+column] = bright
		}
	}
}

// tone writes ten seconds of a sine of that frequency as Chromium's microphone takes
// it. On and off are how long it sounds and is silent, in milliseconds: a browser that
// takes out noise takes out a tone that never pauses.
func tone(t testing.TB, hz float64, on, off int) string {
	t.Helper()
	const rate, seconds = 48_000, 10
	return write(t, "microphone.wav", func(out *bufio.Writer) {
		const size = rate * seconds * 2
		out.WriteString("RIFF")
		put := func(values ...any) {
			for _, v := range values {
				_ = binary.Write(out, binary.LittleEndian, v) // a buffer; Flush tells what went wrong
			}
		}
		put(uint32(36 + size))
		out.WriteString("WAVEfmt ")
		put(uint32(16), uint16(1), uint16(1), uint32(rate), uint32(rate*2), uint16(2), uint16(16))
		out.WriteString("data")
		put(uint32(size))
		for i := range rate * seconds {
			var v int16
			if i*1000/rate%(on+off) < on {
				v = int16(12_000 * math.Sin(2*math.Pi*hz*float64(i)/rate))
			}
			put(v)
		}
	})
}

func write(t testing.TB, name string, fill func(*bufio.Writer)) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	out := bufio.NewWriterSize(f, 1<<20)
	fill(out)
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return file
}
