// Package clip holds short drawn films and synthetic sound with which a demonstration
// and tests feed a hall. They are made by tools/clip.
package clip

import _ "embed"

//go:embed camera.ivf
var camera []byte

//go:embed voice.ogg
var voice []byte

//go:embed slides.ivf
var slides []byte

//go:embed floor.ivf
var floorPicture []byte

//go:embed floor.ogg
var floorSound []byte

// Camera returns the hall's camera: a drawn lecture hall as VP8 in IVF, 640x360, 15
// frames a second, 30 s, a key frame each second.
func Camera() []byte { return camera }

// Voice returns the hall's sound: a synthetic speaker over a soft 440 Hz tone as Opus
// in Ogg, 48 kHz, mono, 30 s.
func Voice() []byte { return voice }

// Slides returns six slides of 5 s as VP8 in IVF, 1280x720, 2 frames a second, a key frame every 2.5 s.
func Slides() []byte { return slides }

// Floor returns the picture of a delegate at home as VP8 in IVF, 320x240, 15 frames a second, 10 s.
func Floor() []byte { return floorPicture }

// FloorVoice returns the delegate's sound, an 880 Hz tone and speech as Opus in Ogg, 10 s.
func FloorVoice() []byte { return floorSound }
