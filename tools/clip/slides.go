package main

import (
	"fmt"

	"golang.org/x/image/font"

	"aula/internal/demo/clip"
)

// slides are six pages of a talk, each shown for 5 s.
type slides struct {
	serif, serifSmall       font.Face
	title, titleZh          font.Face
	body, bodyZh            font.Face
	number, small, footnote font.Face
}

func newSlides(f *fonts) *slides {
	return &slides{
		serif: face(f.serif, 78), serifSmall: face(f.serif, 52),
		title: face(f.serif, 54), titleZh: face(f.regular, 32),
		body: face(f.regular, 36), bodyZh: face(f.regular, 27),
		number: face(f.serif, 66), small: face(f.regular, 24), footnote: face(f.regular, 20),
	}
}

const slideFrames = 10

func (s *slides) about() about {
	return about{name: "slides", width: 1280, height: 720, rate: 2, frames: 6 * slideFrames, keyEvery: 5, quantiser: 14}
}

func (s *slides) draw(c *canvas, frame int) {
	pages := []func(*canvas){s.cover, s.today, s.duties, s.chart, s.shares, s.questions}
	page := frame / slideFrames
	c.rect(0, 0, 1280, 720, hex(0xfbf9f4))
	c.rect(0, 0, 18, 720, hex(0x8f2f2a))
	pages[page](c)
	c.rect(72, 656, 1136, 2, hex(0xd8d2c4))
	c.text(s.footnote, 72, 692, fmt.Sprintf("Clean water for the province  ·  %d / %d", page+1, len(pages)), hex(0x6b7680))
	c.text(s.footnote, 560, 692, "Figures invented 示例数据", hex(0x9aa1a6))
	c.count(clip.SlidesCounter(), frame)
}

func (s *slides) heading(c *canvas, en, zh string) {
	c.text(s.title, 72, 112, en, hex(0x1d2429))
	c.text(s.titleZh, 72, 164, zh, hex(0x6b7680))
	c.rect(72, 190, 96, 4, hex(0xb08d57))
}

func (s *slides) cover(c *canvas) {
	c.rect(18, 0, 1262, 656, hex(0x1d333b))
	c.text(s.serif, 96, 268, "Clean water", hex(0xfbf9f4))
	c.text(s.serif, 96, 362, "for the province", hex(0xfbf9f4))
	c.rect(96, 404, 140, 5, hex(0xb08d57))
	c.text(s.serifSmall, 96, 488, "让全省用上放心水", hex(0xe6d9bf))
	c.text(s.small, 96, 560, "Special seminar, day 1  ·  专题研讨 第一天", hex(0xa9bcc2))
	for i := range 3 {
		r := 150 - float64(i)*42
		c.circle(1060, 300, r, mix(hex(0x1d333b), hex(0x4d8ba0), 0.25+0.25*float64(i)))
	}
	c.circle(1060, 312, 35, hex(0xe8f1f3))
	c.polygon(hex(0xe8f1f3), point{1060, 224}, point{1090, 294}, point{1060, 330}, point{1030, 294})
}

func (s *slides) today(c *canvas) {
	s.heading(c, "Where we stand today", "现状")
	for i, row := range []struct{ figure, en, zh string }{
		{"1,284", "rural supply points", "农村供水点"},
		{"93.6 %", "of samples meet the standard", "水样达标率"},
		{"47", "villages still without a tap", "个村尚未通自来水"},
	} {
		y := 300 + float64(i)*120
		c.text(s.number, 72, y, row.figure, hex(0x2f6577))
		c.text(s.body, 400, y-14, row.en, hex(0x1d2429))
		c.text(s.bodyZh, 400, y+26, row.zh, hex(0x6b7680))
	}
}

func (s *slides) duties(c *canvas) {
	s.heading(c, "Three duties for every county", "各县三项任务")
	for i, row := range []struct{ en, zh string }{
		{"Test every source, every month, in public", "水源逐月检测，结果公开"},
		{"Repair within 48 hours", "故障四十八小时内修复"},
		{"One person answers for each village", "一村一责任人"},
	} {
		y := 296 + float64(i)*122
		c.circle(106, y-12, 34, hex(0x8f2f2a))
		c.centred(s.body, 106, y+1, fmt.Sprint(i+1), hex(0xfbf9f4))
		c.text(s.body, 172, y-8, row.en, hex(0x1d2429))
		c.text(s.bodyZh, 172, y+34, row.zh, hex(0x6b7680))
	}
}

func (s *slides) chart(c *canvas) {
	s.heading(c, "Samples that meet the standard", "水样达标率（%）")
	c.rect(120, 580, 1040, 3, hex(0x1d2429))
	for i, v := range []float64{78, 81, 84.5, 88, 91, 93.6} {
		x, h := 150+float64(i)*172, v*3.5
		col := hex(0x8fb3bf)
		if i == 5 {
			col = hex(0x2f6577)
		}
		c.rect(x, 580-h, 112, h, col)
		c.centred(s.small, x+56, 568-h, fmt.Sprint(v), hex(0x1d2429))
		c.centred(s.small, x+56, 616, fmt.Sprint(2021+i), hex(0x6b7680))
	}
}

func (s *slides) shares(c *canvas) {
	s.heading(c, "Who does what by when", "分工与时限")
	for i, row := range []struct{ who, what, when string }{
		{"Organisation 单位", "Deed 举措", "By 时限"},
		{"Health 卫生", "Monthly samples 逐月采样", "January 1月"},
		{"Water 水利", "Repair teams 抢修队伍", "February 2月"},
		{"Finance 财政", "Funds for 47 villages 专项资金", "March 3月"},
		{"Counties 各县", "Name the persons 确定责任人", "March 3月"},
	} {
		y := 264 + float64(i)*78
		col := hex(0x1d2429)
		if i == 0 {
			col = hex(0x8f2f2a)
		}
		c.text(s.bodyZh, 72, y, row.who, col)
		c.text(s.bodyZh, 420, y, row.what, col)
		c.text(s.bodyZh, 990, y, row.when, col)
		c.rect(72, y+24, 1136, 2, hex(0xd8d2c4))
	}
}

func (s *slides) questions(c *canvas) {
	c.centred(s.serif, 649, 330, "Questions", hex(0x1d2429))
	c.centred(s.serifSmall, 649, 418, "提问与讨论", hex(0x8f2f2a))
	c.rect(589, 456, 120, 4, hex(0xb08d57))
	c.centred(s.small, 649, 516, "Raise your hand in the hall, the branch halls or at home", hex(0x55606a))
	c.centred(s.small, 649, 556, "主会场、分会场、线上均可举手", hex(0x55606a))
}
