package web

import (
	"fmt"
	"strings"
	"testing"

	"rsc.io/qr"
)

// The path is drawn anew on a grid and held against the code, module by module.
func TestTheDrawingOfAQRCodeIsTheCode(t *testing.T) {
	for _, text := range []string{"1", "otpauth://totp/TierLoop%20%E6%BE%9C%E5%B2%B3:chen?issuer=TierLoop&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", strings.Repeat("长", 200)} {
		drawn, err := drawQR(text)
		if err != nil {
			t.Fatal(err)
		}
		code, err := qr.Encode(text, qr.M)
		if err != nil || drawn.Size != code.Size+8 {
			t.Fatalf("size %d of a code of %d: %v", drawn.Size, code.Size, err)
		}
		dark := map[[2]int]bool{}
		for _, run := range strings.Split(strings.TrimSuffix(drawn.Path, "z"), "z") {
			var x, y, n, back int
			if _, err := fmt.Sscanf(run, "M%d %dh%dv1h-%d", &x, &y, &n, &back); err != nil || n != back || n < 1 {
				t.Fatalf("%q: %v", run, err)
			}
			for i := range n {
				dark[[2]int{x + i, y}] = true
			}
		}
		for y := range drawn.Size {
			for x := range drawn.Size {
				if dark[[2]int{x, y}] != code.Black(x-4, y-4) {
					t.Fatalf("the module at %d, %d is another", x, y)
				}
			}
		}
	}
	if _, err := drawQR(strings.Repeat("long ", 1000)); err == nil {
		t.Error("a text beyond the largest code was drawn")
	}
}
