package paper

import (
	"fmt"
	"strconv"
	"strings"

	"aula/internal/certificate"
	"aula/internal/pdf"
)

// Certificate sets a certificate on A4: a sheet to hang on a wall, and behind it the sessions that were attended and the rules, so
// that it can be read by itself (FAO section 15). Its code leads to where it can be checked.
func (m Maker) Certificate(c certificate.Certificate, site certificate.Site) ([]byte, error) {
	d := m.document(m.T("paper.certificate.title") + " " + string(c.Number))
	d.Created = c.Issued
	s := sheet{Maker: m, c: &c, page: d.Page(pdf.A4.Landscape()), address: CheckAddress(site, c)}
	s.front()
	err := s.proof()
	s.back(d)
	if err != nil {
		return nil, err
	}
	return written(d)
}

// CheckAddress is where a printed certificate can be checked: it says which revision the paper is.
func CheckAddress(site certificate.Site, c certificate.Certificate) string {
	return site.Certificate(c.ID) + "?revision=" + strconv.Itoa(c.Revision)
}

// sheet is the first page of a certificate, filled from top to bottom.
type sheet struct {
	Maker
	c       *certificate.Certificate
	page    *pdf.Page
	y       float64
	address string
}

// Where things stand on the sheet, in millimetres.
const (
	sheetSide = 28
	sheetFoot = 160
)

// centred writes a text in the middle of the sheet, as large as fits the height, and goes on below it.
func (s *sheet) centred(role pdf.Role, height float64, style pdf.Style, runs ...pdf.Run) {
	if len(runs) == 0 || runs[0].Text == "" {
		return
	}
	style.Align, style.Leading = pdf.Centre, 1.25
	box := pdf.Box{X: sheetSide, Y: s.y, W: s.page.Size().W - 2*sheetSide, H: height}
	s.y = s.page.Runs(role, box, s.page.Fit(role, box, style, runs...), runs...)
}

func (s *sheet) front() {
	claim, page := &s.c.Claim, s.page
	page.Frame(page.Box().Inset(9), 0.5, s.Accent)
	page.Frame(page.Box().Inset(10.4), 0.12, s.Accent)
	s.y = 21
	s.centred(pdf.P, 8, pdf.Style{Size: 15, Bold: true, Colour: s.Accent}, s.run(claim.Host))
	s.centred(pdf.P, 6, pdf.Style{Size: 10, Colour: quiet}, s.also(claim.Host)...)
	s.y += 7
	s.centred(pdf.H1, 17, pdf.Style{Size: 37, Colour: ink}, pdf.Run{Text: s.T("paper.certificate.title")})
	s.y += 3
	middle := page.Size().W / 2
	page.Line(middle-18, s.y, middle+18, s.y, 0.7, s.Accent)
	s.y += 6
	s.centred(pdf.P, 7, pdf.Style{Size: 11.5, Colour: quiet}, pdf.Run{Text: s.T("paper.certificate.that")})
	s.y++
	s.centred(pdf.P, 16, pdf.Style{Size: 35, Bold: true, Colour: ink}, s.run(claim.Name))
	s.centred(pdf.P, 7, pdf.Style{Size: 14, Colour: quiet}, s.also(claim.Name)...)
	s.y += 0.5
	s.centred(pdf.P, 7, pdf.Style{Size: 12.5, Colour: ink}, s.run(claim.Organisation))
	s.y += 4
	s.centred(pdf.P, 7, pdf.Style{Size: 11.5, Colour: quiet}, pdf.Run{Text: s.T("paper.certificate.attended")})
	s.y++
	s.centred(pdf.P, 15, pdf.Style{Size: 20, Bold: true, Colour: s.Accent}, s.run(claim.Title))
	s.centred(pdf.P, 9, pdf.Style{Size: 11.5, Colour: quiet}, s.run(claim.Theme))
	s.y++
	s.centred(pdf.P, 7, pdf.Style{Size: 12.5, Colour: ink}, pdf.Run{Text: s.Between(claim.From, claim.To)})
	s.figures()
}

// figures writes what was attended in numbers, side by side.
func (s *sheet) figures() {
	claim := &s.c.Claim
	list := [][2]string{
		{strconv.Itoa(len(claim.Sessions)), s.T("paper.certificate.sessions", "count", len(claim.Sessions))},
		{fmt.Sprintf("%d:%02d", claim.Minutes/60, claim.Minutes%60), s.T("paper.certificate.hours")},
	}
	if claim.Policy.Credited() {
		list = append(list, [2]string{claim.Credits.String(), s.T("paper.certificate.credits")})
	}
	const width = 42.0
	top := max(s.y+4, sheetFoot-20)
	left := (s.page.Size().W - width*float64(len(list))) / 2
	for i, x := range list {
		box := pdf.Box{X: left + float64(i)*width, Y: top, W: width, H: 9}
		if i > 0 {
			s.page.Line(box.X, top+1.5, box.X, top+13, 0.1, faint)
		}
		end := s.page.Text(pdf.P, box, pdf.Style{Size: 17, Bold: true, Colour: ink, Align: pdf.Centre, Leading: 1.2}, x[0])
		box.Y = end
		s.page.Text(pdf.P, box, pdf.Style{Size: 8.5, Colour: quiet, Align: pdf.Centre, Leading: 1.3}, x[1])
	}
}

// proof writes the foot: number and rule, a place to sign and to seal, the code.
func (s *sheet) proof() error {
	c, page := s.c, s.page
	const y = sheetFoot + 4
	small := pdf.Style{Size: 8, Colour: quiet, Leading: 1.5}
	left := pdf.Box{X: 20, Y: y, W: 84}
	left.Y = page.Runs(pdf.P, left, pdf.Style{Size: 9.5, Colour: ink}, pdf.Run{Text: s.T("paper.certificate.number") + " "}, pdf.Run{Text: string(c.Number), Bold: true})
	left.Y = page.Text(pdf.P, left, small, s.issuedLine())
	page.Text(pdf.P, left, small, s.T("certificate.policy", "name", s.preset()))

	sign := pdf.Box{X: 112, Y: y + 21, W: 73}
	page.Line(sign.X, sign.Y, sign.X+sign.W, sign.Y, 0.15, quiet)
	sign.Y++
	small.Align = pdf.Centre
	page.Runs(pdf.P, sign, small, s.signer())

	const side = 32.0
	x := page.Size().W - 20 - side
	words := pdf.Box{X: x - 58, Y: y, W: 56, H: side}
	style := pdf.Style{Size: 8, Colour: quiet, Align: pdf.Right, Leading: 1.45, Middle: true}
	page.Runs(pdf.P, words, style, pdf.Run{Text: s.T("paper.certificate.check") + "\n"}, pdf.Run{Text: s.shown(), Link: s.address, Colour: s.Accent})
	return code(page, x, y-1, side, s.address, s.T("paper.certificate.code"))
}

// shown is the address as it is typed, in two lines.
func (s *sheet) shown() string {
	address, _, _ := strings.Cut(s.address, "?")
	_, address, _ = strings.Cut(address, "://")
	return strings.TrimSuffix(address, string(s.c.ID)) + "\n" + string(s.c.ID)
}

func (s *sheet) issuedLine() string {
	line := s.T("paper.certificate.issued", "date", s.Between(s.c.Issued, s.c.Issued))
	if s.c.Revision > 1 {
		line += " " + s.T("paper.certificate.revision", "revision", s.c.Revision)
	}
	return line
}

func (s *sheet) signer() pdf.Run {
	if s.c.Claim.Host.IsZero() {
		return pdf.Run{Text: s.T("paper.certificate.signed")}
	}
	return s.run(s.c.Claim.Host)
}

// preset is the name of the rule by which attendance was counted.
func (m Maker) presetName(preset string) string {
	key := "roll.preset." + preset
	if name := m.T(key); name != key {
		return name
	}
	return preset
}

func (s *sheet) preset() string { return s.presetName(s.c.Claim.Policy.Preset) }

// back lists what was attended, and by which rules.
func (s *sheet) back(d *pdf.Document) {
	c := s.c
	margin := pdf.Margin{Top: 18, Right: 20, Bottom: 18, Left: 20}
	f := d.Flow(pdf.A4.Landscape(), margin)
	s.footedFrom(2, d, margin, s.T("paper.certificate.title")+" "+string(c.Number)+" · "+s.Text(c.Claim.Name))
	f.Text(pdf.H2, pdf.Style{Size: 15, Colour: ink}, s.T("paper.certificate.list"))
	table := pdf.Table{Style: pdf.Style{Size: 8.5}, Shade: wash, Columns: []pdf.Column{
		{Head: s.T("paper.certificate.when"), Width: 45}, {Head: s.T("paper.certificate.session"), Header: true},
		{Head: s.T("paper.certificate.speakers"), Width: 52}, {Head: s.T("paper.certificate.place"), Width: 46}, {Head: s.T("paper.minutes"), Width: 19, Align: pdf.Right},
	}}
	for _, x := range c.Claim.Sessions {
		var speakers []pdf.Run
		for i, name := range x.Speakers {
			if i > 0 {
				speakers = append(speakers, pdf.Run{Text: s.T("frame.comma")})
			}
			speakers = append(speakers, s.run(name))
		}
		table.Rows = append(table.Rows, []pdf.Cell{
			{Runs: []pdf.Run{{Text: s.Moment(x.Starts) + "–" + s.Clock(x.Ends)}}}, {Runs: []pdf.Run{s.run(x.Title)}}, {Runs: speakers},
			{Runs: []pdf.Run{s.run(x.Place), {Text: s.T("paper.certificate.method", "method", s.T("roll.method."+string(x.Method)))}}}, {Runs: []pdf.Run{{Text: strconv.Itoa(x.Minutes)}}},
		})
	}
	f.Table(table)
	f.Space(3)
	f.Text(pdf.H2, pdf.Style{Size: 11.5, Colour: ink}, s.T("paper.certificate.rules"))
	f.List(pdf.Style{Size: 9}, false, certificate.Conditions(c.Claim.Rule, s)...)
	f.Text(pdf.P, pdf.Style{Size: 9}, strings.TrimSpace(s.T("certificate.policy", "name", s.preset())+" "+c.Claim.Policy.Source))
	f.Text(pdf.P, pdf.Style{Size: 9, Colour: quiet}, s.T("paper.certificate.zone", "zone", s.Zone.String()))
}

var _ certificate.Printer = Maker{}
