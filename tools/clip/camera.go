package main

import (
	"fmt"
	"image/color"
	"math"

	"golang.org/x/image/font"

	"aula/internal/demo/clip"
)

// camera is the hall as its camera sees it: a panelled wall, a screen, a clock whose
// hand goes round once in the film, a speaker at the lectern, heads of the audience.
type camera struct {
	hall        *canvas // what does not move
	title, body font.Face
	small, code font.Face
}

func newCamera(f *fonts) *camera {
	m := &camera{title: face(f.serif, 25), body: face(f.regular, 14), small: face(f.regular, 11), code: face(f.mono, 17)}
	m.hall = newCanvas(640, 360)
	m.wall(m.hall)
	m.screen(m.hall)
	m.dial(m.hall)
	return m
}

func (m *camera) about() about {
	return about{name: "camera", width: 640, height: 360, rate: 15, frames: 450, keyEvery: 15, quantiser: 12}
}

func (m *camera) draw(c *canvas, frame int) {
	copy(c.img.Pix, m.hall.img.Pix)
	t := float64(frame) / 15
	m.hand(c, t)
	m.speaker(c, t)
	m.lectern(c)
	m.audience(c, t)
	m.strip(c, frame)
}

func (m *camera) wall(c *canvas) {
	c.rect(0, 0, 640, 263, hex(0x233c45))
	for x := 0.0; x < 640; x += 32 {
		c.rect(x, 0, 2, 262, hex(0x1c323a))
	}
	c.rect(0, 258, 640, 5, hex(0x8a6a45))
	c.rect(0, 263, 640, 97, hex(0x42352b))
}

func (m *camera) screen(c *canvas) {
	c.rect(36, 30, 296, 176, hex(0x14242a))
	c.rect(40, 34, 288, 168, hex(0xf3f0e8))
	c.rect(40, 34, 288, 8, hex(0x8f2f2a))
	c.centred(m.title, 184, 92, "Clean water", hex(0x1d2429))
	c.centred(m.title, 184, 122, "for the province", hex(0x1d2429))
	c.centred(m.body, 184, 152, "让全省用上放心水", hex(0x55606a))
	c.rect(150, 166, 68, 2, hex(0xb08d57))
	c.centred(m.small, 184, 188, "Seminar · Day 1 · 专题研讨 第一天", hex(0x6b7680))
}

// The clock hangs at the right of the screen.
const clockX, clockY, clockR = 548.0, 92.0, 58.0

func (m *camera) dial(c *canvas) {
	c.circle(clockX, clockY+2, clockR+7, hex(0x15262c))
	c.circle(clockX, clockY, clockR+5, hex(0xb08d57))
	c.circle(clockX, clockY, clockR, hex(0xf7f4ec))
	for i := range 12 {
		from, width := clockR-10, 2.0
		if i%3 == 0 {
			from, width = clockR-15, 4
		}
		c.line(onDial(float64(i)/12, from), onDial(float64(i)/12, clockR-4), width, hex(0x2a333a))
	}
	c.line(point{clockX, clockY}, onDial(9.0/12+0.01, 30), 6, hex(0x2a333a))
	c.line(point{clockX, clockY}, onDial(2.0/12, 44), 4, hex(0x2a333a))
}

func (m *camera) hand(c *canvas, t float64) {
	turn := t / 30
	c.line(onDial(turn+0.5, 14), onDial(turn, clockR-7), 4, hex(0xb23a2e))
	c.circle(clockX, clockY, 6, hex(0xb23a2e))
	c.circle(clockX, clockY, 2, hex(0xf7f4ec))
}

// onDial returns the point at a part of a full turn from twelve o'clock.
func onDial(turn, radius float64) point {
	a := 2 * math.Pi * turn
	return point{clockX + radius*math.Sin(a), clockY - radius*math.Cos(a)}
}

// speaker is a figure without a face, swaying and lifting an arm now and then.
func (m *camera) speaker(c *canvas, t float64) {
	x := 424 + 3*math.Sin(2*math.Pi*t/6)
	nod := 1.2 * math.Sin(2*math.Pi*t/2.5)
	suit, skin, hair := hex(0x26313c), hex(0xc99a76), hex(0x2b2320)
	arm := math.Max(0, math.Sin(2*math.Pi*t/10)) * 22
	c.line(point{x + 32, 176}, point{x + 58, 208 - arm*0.4}, 17, suit)
	c.line(point{x + 58, 208 - arm*0.4}, point{x + 68, 196 - arm*1.7}, 13, suit)
	c.circle(x+69, 191-arm*1.8, 7, skin)
	c.smooth(suit, point{x - 50, 300}, point{x - 48, 182}, point{x - 36, 170}, point{x - 12, 161},
		point{x + 12, 161}, point{x + 36, 170}, point{x + 48, 182}, point{x + 50, 300})
	c.polygon(hex(0xf3f0e8), point{x - 10, 163}, point{x + 10, 163}, point{x, 192})
	c.polygon(hex(0x8f2f2a), point{x - 3, 168}, point{x + 3, 168}, point{x + 4, 198}, point{x, 206}, point{x - 4, 198})
	c.rect(x-7, 148, 14, 17, mix(skin, hair, 0.18))
	c.ellipse(x, 131+nod, 18, 23, skin)
	m.hair(c, x, 131+nod, hair)
}

func (m *camera) hair(c *canvas, x, y float64, col color.RGBA) {
	var points []point
	for i := range 25 {
		a := math.Pi + math.Pi*float64(i)/24
		points = append(points, point{x + 19.5*math.Cos(a), y - 2 + 24*math.Sin(a)})
	}
	c.polygon(col, append(points, point{x + 14, y - 10}, point{x - 6, y - 13}, point{x - 15, y - 8})...)
}

func (m *camera) lectern(c *canvas) {
	c.polygon(hex(0x9a7148), point{366, 214}, point{482, 214}, point{474, 228}, point{374, 228})
	c.polygon(hex(0x7a5636), point{376, 228}, point{472, 228}, point{464, 306}, point{384, 306})
	c.polygon(hex(0x6b4a2e), point{376, 228}, point{388, 228}, point{394, 306}, point{384, 306})
	c.circle(424, 262, 17, hex(0xb08d57))
	c.circle(424, 262, 13, hex(0x7a5636))
	c.rect(416, 260, 16, 4, hex(0xb08d57))
	c.line(point{398, 214}, point{404, 196}, 2.5, hex(0x14191d))
	c.circle(405, 194, 4, hex(0x14191d))
}

// audience is two rows of heads that hardly move.
func (m *camera) audience(c *canvas, t float64) {
	for row, y := range []float64{300, 322} {
		col := []color.RGBA{hex(0x1b2024), hex(0x121619)}[row]
		for i := range 11 {
			x := float64(i)*64 - 8 + float64(row)*32
			dx := 0.8 * math.Sin(2*math.Pi*t/7.5+float64(i*3+row))
			size := 15 + float64((i*7+row*3)%4)
			c.circle(x+dx, y, size, col)
			c.ellipse(x, y+38, size*2, 30, col)
		}
	}
}

func (m *camera) strip(c *canvas, frame int) {
	c.rect(0, 328, 640, 32, hex(0x0e1214))
	c.text(m.code, 14, 350, fmt.Sprintf("00:00:%02d:%02d", frame/15, frame%15), hex(0xf3f0e8))
	c.text(m.small, 142, 349, "HALL CAMERA 会场", hex(0x9aa7ad))
	c.patches(266, 335, 14)
	c.count(clip.CameraCounter(), frame)
}
