// Clip draws the films and makes the sound of package internal/demo/clip. It is run
// by hand from the top of the repository; it needs ffmpeg with libvpx and libopus,
// flite or espeak-ng, and the Noto CJK fonts:
//
//	go run ./tools/clip
//
// Nothing in them is a photograph or shows a real person.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	to := flag.String("to", "internal/demo/clip", "folder to write to")
	stills := flag.String("stills", "", "also write single frames as PNG into this folder, to look at")
	flag.Parse()
	if err := run(*to, *stills); err != nil {
		fmt.Fprintln(os.Stderr, "clip:", err)
		os.Exit(1)
	}
}

func run(to, stills string) error {
	fonts, err := openFonts()
	if err != nil {
		return err
	}
	films := []film{newCamera(fonts), newSlides(fonts), newFloor(fonts)}
	for _, f := range films {
		if stills != "" {
			if err := writeStills(f, stills); err != nil {
				return err
			}
			continue
		}
		if err := encode(f, filepath.Join(to, f.about().name+".ivf")); err != nil {
			return err
		}
	}
	if stills != "" {
		return nil
	}
	if err := speak(lecture, 440, 30, filepath.Join(to, "voice.ogg")); err != nil {
		return err
	}
	return speak(question, 880, 10, filepath.Join(to, "floor.ogg"))
}
