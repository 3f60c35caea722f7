package main

import (
	"bytes"
	"fmt"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// film draws its frames one by one.
type film interface {
	about() about
	draw(c *canvas, frame int)
}

// about is how a film is encoded.
type about struct {
	name          string
	width, height int
	rate          int // frames a second
	frames        int
	keyEvery      int // frames
	quantiser     int // constant, so that plain walls do not change tint with each key frame
}

// encode pipes the frames through ffmpeg's VP8 encoder into an IVF file.
func encode(f film, path string) error {
	a := f.about()
	cmd := exec.Command("ffmpeg", "-v", "error", "-y",
		"-f", "rawvideo", "-pix_fmt", "rgba", "-s", fmt.Sprintf("%dx%d", a.width, a.height), "-r", fmt.Sprint(a.rate), "-i", "-",
		"-c:v", "libvpx", "-deadline", "best", "-cpu-used", "0", "-b:v", "2M", "-qmin", fmt.Sprint(a.quantiser), "-qmax", fmt.Sprint(a.quantiser),
		"-g", fmt.Sprint(a.keyEvery), "-keyint_min", fmt.Sprint(a.keyEvery), "-auto-alt-ref", "0", "-lag-in-frames", "0",
		"-error-resilient", "1", "-flags", "+bitexact", "-fflags", "+bitexact", "-f", "ivf", path)
	cmd.Stderr = os.Stderr
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	writeErr := writeFrames(pipe, f)
	pipe.Close()
	if err := cmd.Wait(); err != nil {
		return fmt.Errorf("ffmpeg %s: %w", path, err)
	}
	return writeErr
}

func writeFrames(w io.Writer, f film) error {
	a := f.about()
	c := newCanvas(a.width, a.height)
	for n := range a.frames {
		f.draw(c, n)
		if _, err := w.Write(c.img.Pix); err != nil {
			return err
		}
	}
	return nil
}

// writeStills writes eight frames of the film as PNG.
func writeStills(f film, to string) error {
	a := f.about()
	c := newCanvas(a.width, a.height)
	for i := range 8 {
		n := i * a.frames / 8
		f.draw(c, n)
		var b bytes.Buffer
		if err := png.Encode(&b, c.img); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, fmt.Sprintf("%s-%03d.png", a.name, n)), b.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}
