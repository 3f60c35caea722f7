package main

import (
	"math"

	"golang.org/x/image/font"

	"aula/internal/demo/clip"
)

// floor is a delegate at home who was given the floor: a study with a window, books and
// a figure without a face.
type floor struct {
	room  *canvas
	label font.Face
}

func newFloor(f *fonts) *floor {
	m := &floor{room: newCanvas(320, 240), label: face(f.bold, 12)}
	m.study(m.room)
	return m
}

func (m *floor) about() about {
	return about{name: "floor", width: 320, height: 240, rate: 15, frames: 150, keyEvery: 15, quantiser: 14}
}

func (m *floor) draw(c *canvas, frame int) {
	copy(c.img.Pix, m.room.img.Pix)
	m.delegate(c, float64(frame)/15)
	c.rect(0, 222, 320, 18, hex(0x0e1214))
	c.text(m.label, 8, 235, "DELEGATE 代表", hex(0xf3f0e8))
	c.count(clip.FloorCounter(), frame)
}

func (m *floor) study(c *canvas) {
	c.rect(0, 0, 320, 240, hex(0xd2cab9))
	c.rect(18, 22, 92, 106, hex(0xf7f4ec))
	c.shade(23, 27, 82, 96, hex(0xa9c7d8), hex(0xdce8ea))
	c.polygon(hex(0x7f9c86), point{23, 123}, point{23, 98}, point{48, 84}, point{74, 99}, point{105, 88}, point{105, 123})
	c.rect(62, 27, 4, 96, hex(0xf7f4ec))
	c.rect(23, 72, 82, 4, hex(0xf7f4ec))
	for shelf, y := range []float64{64, 116} {
		c.rect(226, y, 94, 5, hex(0x7a5636))
		x := 230.0
		for i, col := range []uint32{0x8f2f2a, 0x2f5563, 0xb08d57, 0x394a3f, 0x5a4a6a, 0x2f5563, 0x8f2f2a, 0x394a3f} {
			w, h := 9+float64((i*5+shelf*3)%4), 28+float64((i*7+shelf*5)%11)
			if x+w > 318 {
				break
			}
			c.rect(x, y-h, w-1, h, hex(col))
			x += w
		}
	}
	c.rect(0, 204, 320, 36, hex(0x7d5d3c))
}

func (m *floor) delegate(c *canvas, t float64) {
	x := 164 + 2.5*math.Sin(2*math.Pi*t/5)
	nod := 1.5 * math.Sin(2*math.Pi*t/2)
	coat, skin, hair := hex(0x4f6d5f), hex(0xd3a684), hex(0x33291f)
	c.ellipse(x, 98+nod, 38, 45, hair)
	c.polygon(hair, point{x - 38, 96 + nod}, point{x - 36, 144}, point{x + 36, 144}, point{x + 38, 96 + nod})
	c.smooth(coat, point{x - 88, 262}, point{x - 80, 176}, point{x - 62, 156}, point{x - 18, 145},
		point{x + 18, 145}, point{x + 62, 156}, point{x + 80, 176}, point{x + 88, 262})
	c.polygon(hex(0xf3f0e8), point{x - 16, 147}, point{x + 16, 147}, point{x, 184})
	c.rect(x-11, 128, 22, 26, mix(skin, hair, 0.2))
	c.ellipse(x, 104+nod, 28, 35, skin)
	c.smooth(hair, point{x - 33, 104 + nod}, point{x - 24, 70 + nod}, point{x, 60 + nod}, point{x + 24, 70 + nod},
		point{x + 33, 104 + nod}, point{x + 24, 84 + nod}, point{x - 6, 80 + nod}, point{x - 22, 90 + nod})
	hand := 8 * math.Max(0, math.Sin(2*math.Pi*t/5))
	c.line(point{x + 70, 230}, point{x + 92, 190 - hand}, 20, mix(coat, hair, 0.12))
	c.circle(x+95, 180-hand, 11, skin)
}
