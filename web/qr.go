package web

import (
	"strconv"
	"strings"

	"rsc.io/qr"
)

// qrDrawing is a QR code as one path of an SVG, in units of its modules: it needs no
// script and no picture that would be fetched with a secret in its address.
type qrDrawing struct {
	Size int // with the quiet zone
	Path string
}

// quiet is the white border that readers want, in modules.
const quiet = 4

// drawQR draws a text. Each run of dark modules in a row is one rectangle.
func drawQR(text string) (qrDrawing, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return qrDrawing{}, err
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if n := strconv.Itoa(x - from); x > from {
				path.WriteString("M" + strconv.Itoa(from+quiet) + " " + strconv.Itoa(y+quiet) + "h" + n + "v1h-" + n + "z")
			}
		}
	}
	return qrDrawing{code.Size + 2*quiet, path.String()}, nil
}
