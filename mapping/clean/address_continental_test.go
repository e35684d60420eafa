package clean

import "testing"

func TestAddressesWithTheNumberBehindTheStreet(t *testing.T) {
	for raw, want := range map[string]string{
		"Brifelstr. 27": "brifelstrasse 27", "Brifelstraße 27": "brifelstrasse 27", "Bergmannstr. 27 a": "bergmannstrasse 27a", "Am Markt 5": "am markt 5",
		"Straße des 17. Juni 135": "strasse des 17 juni 135", "ul. Udil 60": "udil 60", "ul. Marszałkowska 10/12 m. 5": "marszalkowska 10/12 / 5",
		"12 bis, rue de la Paix": "rue de la paix 12bis", "3, place Vendôme": "place vendome 3", "5 bd Voltaire": "boulevard voltaire 5", "5, boulevard Voltaire": "boulevard voltaire 5",
		"Via G. Garibaldi, 12": "via g garibaldi 12", "V.le Monza 3": "viale monza 3", "P.za Duomo 1": "place duomo 1", "Piazza Duomo, 1": "place duomo 1",
		"C/ Mayor 5": "calle mayor 5", "Calle Mayor, 5": "calle mayor 5", "Av. Paulista 1578": "avenue paulista 1578", "Rua Augusta, nº 300": "rua augusta 300",
		"Karl Johans gate 3": "karl johans gate 3", "Keizersgracht 174": "keizersgracht 174", "ул. Тверская, д. 7": "tverskaya 7", "Tverskaya ul. 7": "tverskaya 7",
		"Atatürk Cad. No:5 D:3": "ataturk caddesi 5 / 3", "Istiklal Caddesi 12": "istiklal caddesi 12", "12/3 MG Road": "mg road 12/3",
		// These are no streets, and those with the number in front stay what they were.
		"P.O. Box 123": " ", "Plot No. 12, Sector 5": " ", "Springfield 12345": " ", "Riverside Park": " ", "No. 427 Jianshe Avenue": "jianshe avenue 427", "Room 5, 12 High St": "high street 12 / 5",
	} {
		a := ParseAddress(raw)
		got := a.Road + " " + a.Number
		if a.Room != "" {
			got += " / " + a.Room
		}
		if got != want {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
}
