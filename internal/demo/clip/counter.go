package clip

import "image"

// Counter is the row of black and white blocks in which a clip bears the number of each
// frame, most significant bit first, between a white and a black guard block.
type Counter struct {
	Width int // of the whole picture, in the units of X, Y and Block
	X, Y  int // upper left corner of the white guard block
	Block int // edge of a block
}

// Bits is how many blocks carry the number.
const Bits = 16

// CameraCounter, SlidesCounter and FloorCounter say where the rows stand.
func CameraCounter() Counter { return Counter{Width: 640, X: 374, Y: 334, Block: 14} }
func SlidesCounter() Counter { return Counter{Width: 1280, X: 984, Y: 676, Block: 12} }
func FloorCounter() Counter  { return Counter{Width: 320, X: 132, Y: 226, Block: 10} }

// Read returns the frame number in a picture of any size. It is false when the
// guard blocks are not there.
func (c Counter) Read(img image.Image) (int, bool) {
	if !c.white(img, 0) || c.white(img, Bits+1) {
		return 0, false
	}
	n := 0
	for i := range Bits {
		n <<= 1
		if c.white(img, i+1) {
			n |= 1
		}
	}
	return n, true
}

// white looks at the middle of a block.
func (c Counter) white(img image.Image, block int) bool {
	b := img.Bounds()
	scale := float64(b.Dx()) / float64(c.Width)
	x := (float64(c.X) + (float64(block)+0.5)*float64(c.Block)) * scale
	y := (float64(c.Y) + 0.5*float64(c.Block)) * scale
	r, g, bl, _ := img.At(b.Min.X+int(x), b.Min.Y+int(y)).RGBA()
	return r+g+bl > 3*0x8000
}
