package main

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"aula/internal/demo/clip"
)

// canvas draws smooth shapes into one picture.
type canvas struct {
	img  *image.RGBA
	w, h int
	z    *vector.Rasterizer
}

type point struct{ x, y float64 }

func newCanvas(w, h int) *canvas {
	return &canvas{img: image.NewRGBA(image.Rect(0, 0, w, h)), w: w, h: h, z: vector.NewRasterizer(w, h)}
}

// hex reads a colour such as 0x1d2429.
func hex(rgb uint32) color.RGBA {
	return color.RGBA{R: uint8(rgb >> 16), G: uint8(rgb >> 8), B: uint8(rgb), A: 255}
}

// mix returns the colour part of the way from a to b.
func mix(a, b color.RGBA, part float64) color.RGBA {
	f := func(x, y uint8) uint8 { return uint8(float64(x) + (float64(y)-float64(x))*part + 0.5) }
	return color.RGBA{R: f(a.R, b.R), G: f(a.G, b.G), B: f(a.B, b.B), A: 255}
}

func (c *canvas) paint(col color.Color) {
	c.z.Draw(c.img, c.img.Bounds(), image.NewUniform(col), image.Point{})
	c.z.Reset(c.w, c.h)
}

func (c *canvas) rect(x, y, w, h float64, col color.Color) {
	r := image.Rect(int(x), int(y), int(x+w), int(y+h))
	draw.Draw(c.img, r, image.NewUniform(col), image.Point{}, draw.Over)
}

// shade fills a rectangle from the colour top to the colour bottom.
func (c *canvas) shade(x, y, w, h float64, top, bottom color.RGBA) {
	for i := range int(h) {
		c.rect(x, y+float64(i), w, 1, mix(top, bottom, float64(i)/h))
	}
}

func (c *canvas) polygon(col color.Color, points ...point) {
	c.z.MoveTo(float32(points[0].x), float32(points[0].y))
	for _, p := range points[1:] {
		c.z.LineTo(float32(p.x), float32(p.y))
	}
	c.z.ClosePath()
	c.paint(col)
}

// smooth fills the shape within the points with its corners cut round (Chaikin).
func (c *canvas) smooth(col color.Color, points ...point) {
	for range 4 {
		cut := make([]point, 0, 2*len(points))
		for i, p := range points {
			q := points[(i+1)%len(points)]
			cut = append(cut, point{p.x*0.75 + q.x*0.25, p.y*0.75 + q.y*0.25}, point{p.x*0.25 + q.x*0.75, p.y*0.25 + q.y*0.75})
		}
		points = cut
	}
	c.polygon(col, points...)
}

func (c *canvas) ellipse(x, y, rx, ry float64, col color.Color) {
	const steps = 72
	points := make([]point, steps)
	for i := range points {
		a := 2 * math.Pi * float64(i) / steps
		points[i] = point{x + rx*math.Cos(a), y + ry*math.Sin(a)}
	}
	c.polygon(col, points...)
}

func (c *canvas) circle(x, y, r float64, col color.Color) { c.ellipse(x, y, r, r, col) }

func (c *canvas) line(a, b point, width float64, col color.Color) {
	length := math.Hypot(b.x-a.x, b.y-a.y)
	nx, ny := -(b.y-a.y)/length*width/2, (b.x-a.x)/length*width/2
	c.polygon(col, point{a.x + nx, a.y + ny}, point{b.x + nx, b.y + ny}, point{b.x - nx, b.y - ny}, point{a.x - nx, a.y - ny})
}

// text writes with its baseline at y and returns where it ends.
func (c *canvas) text(face font.Face, x, y float64, s string, col color.Color) float64 {
	d := font.Drawer{Dst: c.img, Src: image.NewUniform(col), Face: face, Dot: fixed.P(int(x), int(y))}
	d.DrawString(s)
	return float64(d.Dot.X) / 64
}

// centred writes s with its middle at x.
func (c *canvas) centred(face font.Face, x, y float64, s string, col color.Color) {
	width := float64(font.MeasureString(face, s)) / 64
	c.text(face, x-width/2, y, s, col)
}

// count draws the frame number as blocks that a test can read.
func (c *canvas) count(at clip.Counter, frame int) {
	b := float64(at.Block)
	c.rect(float64(at.X)-2, float64(at.Y)-2, b*(clip.Bits+2)+4, b+4, hex(0x000000))
	block := func(i int, white bool) {
		if white {
			c.rect(float64(at.X)+float64(i)*b, float64(at.Y), b, b, hex(0xffffff))
		}
	}
	block(0, true)
	for i := range clip.Bits {
		block(i+1, frame>>(clip.Bits-1-i)&1 == 1)
	}
}

// patches draws plain colours by which a test sees that none was swapped.
func (c *canvas) patches(x, y, size float64) {
	for i, col := range []uint32{0xb23a2e, 0x3f8f4f, 0x2c5fa8, 0xd9a521, 0xe9e6df} {
		c.rect(x+float64(i)*size, y, size, size, hex(col))
	}
}
