package report

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"

	xdraw "golang.org/x/image/draw"

	"aula/internal/seminar"
)

// Limits of a photo. The limit of pixels keeps a small file from unfolding into all
// the memory there is.
const (
	MaxPhotoBytes  = 20 << 20
	maxPhotoPixels = 50_000_000
	photoEdge      = 2400 // pixels, of the longer edge of what is kept
	photoQuality   = 85
)

// ReadPhoto makes an uploaded JPEG or PNG fit to be published: upright, at most 2400
// pixels long, and encoded anew as JPEG, so that nothing of the file is left but the
// picture; where it was taken and by which device is gone. Errors are Invalid and say
// what is wrong with the file.
func ReadPhoto(data []byte) (picture []byte, width, height int, err error) {
	if len(data) > MaxPhotoBytes {
		return nil, 0, 0, seminar.Invalid("error.report.photo_bytes", "limit", MaxPhotoBytes>>20)
	}
	src, err := decodePhoto(data)
	if err != nil {
		return nil, 0, 0, err
	}
	small := shrink(src)
	standing := rotate(small, orientation(data))
	var b bytes.Buffer
	if err := jpeg.Encode(&b, standing, &jpeg.Options{Quality: photoQuality}); err != nil {
		return nil, 0, 0, seminar.Invalid("error.report.photo_broken").Because(err)
	}
	size := standing.Bounds().Size()
	return b.Bytes(), size.X, size.Y, nil
}

// decodePhoto looks at the first bytes, not at a name, and at the size before it
// unfolds the picture.
func decodePhoto(data []byte) (image.Image, error) {
	config, decode := jpeg.DecodeConfig, jpeg.Decode
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		config, decode = png.DecodeConfig, png.Decode
	default:
		return nil, seminar.Invalid("error.report.photo_type")
	}
	c, err := config(bytes.NewReader(data))
	switch {
	case err != nil:
		return nil, seminar.Invalid("error.report.photo_broken").Because(err)
	case c.Width < 1 || c.Height < 1:
		return nil, seminar.Invalid("error.report.photo_broken")
	case c.Width > maxPhotoPixels/c.Height:
		return nil, seminar.Invalid("error.report.photo_pixels", "million", maxPhotoPixels/1_000_000, "wan", maxPhotoPixels/10_000)
	}
	img, err := decode(bytes.NewReader(data))
	if err != nil {
		return nil, seminar.Invalid("error.report.photo_broken").Because(err)
	}
	return img, nil
}

// shrink brings the picture to at most photoEdge pixels, on white where it is
// transparent. Smaller pictures keep their size.
func shrink(src image.Image) *image.RGBA {
	size := src.Bounds().Size()
	w, h := size.X, size.Y
	if long := max(w, h); long > photoEdge {
		w, h = max(1, w*photoEdge/long), max(1, h*photoEdge/long)
	}
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(dst, dst.Bounds(), image.White, image.Point{}, draw.Src)
	if w == size.X && h == size.Y {
		draw.Draw(dst, dst.Bounds(), src, src.Bounds().Min, draw.Over)
	} else {
		xdraw.CatmullRom.Scale(dst, dst.Bounds(), src, src.Bounds(), xdraw.Over, nil)
	}
	return dst
}
