package file

import (
	"archive/zip"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// bomb writes a workbook whose sheet is mostly blanks: mebibytes in a few kilobytes.
// claimed, when not 0, is the size that the archive says it has.
func bomb(t *testing.T, mebibytes int, claimed uint64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bomb.xlsx")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(out)
	write := func(name, text string) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	write("[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`)
	write("xl/workbook.xml", `<workbook xmlns="`+main+`" xmlns:r="`+office+`"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`)
	write("xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="`+office+`/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`)
	const sheet = "xl/worksheets/sheet1.xml"
	if claimed > 0 { // not what it unpacks to
		text := []byte(`<worksheet xmlns="` + main + `"><sheetData/></worksheet>`)
		w, err := z.CreateRaw(&zip.FileHeader{Name: sheet, Method: zip.Store, CRC32: crc32.ChecksumIEEE(text), CompressedSize64: uint64(len(text)), UncompressedSize64: claimed})
		if err == nil {
			_, err = w.Write(text)
		}
		if err != nil {
			t.Fatal(err)
		}
	} else {
		w, err := z.Create(sheet)
		if err != nil {
			t.Fatal(err)
		}
		blanks := []byte(strings.Repeat(" ", 1<<20))
		for range mebibytes {
			if _, err := w.Write(blanks); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAZipBombIsNotUnpacked(t *testing.T) {
	for name, path := range map[string]string{
		"a sheet of blanks":               bomb(t, 80, 0),
		"a sheet that claims to be 3 GiB": bomb(t, 0, 3<<30),
	} {
		x, err := openXLSX(path, "")
		if err == nil {
			x.close()
			t.Errorf("%s is opened", name)
		} else if !strings.Contains(err.Error(), "exceeds") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for size, want := range map[int64]int64{1 << 10: 64 << 20, 2 << 20: 200 << 20, 1 << 30: 2 << 30} {
		if got := unpacked(size); got != want {
			t.Errorf("%d bytes may unpack to %d", size, got)
		}
	}
}
