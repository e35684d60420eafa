package evaluate

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Eight records of four entities; e1 and e2 are one group. The answer splits e1
// (a b | c), merges c with e2's d and leaves g out.
//
// True pairs: e1 3, e2 1, e3 1 = 5. Said: {a b} 1, {c d e} 3, {f} , h with
// nobody = 4. Both: ab, de = 2.
const truthFile = "record_id,entity_id,group_id,noise_tags\n" +
	"a,e1,G,\nb,e1,G,typo|abbr\nc,e1,G,abbr\nd,e2,G,\ne,e2,G,\nf,e3,,typo\ng,e3,,\nh,e4,,\n"

const answerFile = "record_id,entity_id,group_id\na,x,X\nb,x,X\nc,y,X\nd,y,X\ne,y,X\nf,z,z\nh,w,z\nstray,w,z\n"

func files(t *testing.T) (string, string) {
	t.Helper()
	truth, answer := filepath.Join(t.TempDir(), "truth.csv"), filepath.Join(t.TempDir(), "answer.csv")
	for path, text := range map[string]string{truth: truthFile, answer: answerFile} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return truth, answer
}

func TestFiguresAreThoseCountedByHand(t *testing.T) {
	truthPath, answerPath := files(t)
	truth, err := ReadTruth(truthPath)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := ReadAnswer(answerPath)
	if err != nil {
		t.Fatal(err)
	}
	got := Compare(truth, answer)
	want := Score{
		Records: 8, Missing: 1, Unknown: 1, Entities: 5, Largest: 3,
		Pair: Figures{2.0 / 4, 2.0 / 5, 4.0 / 9},
		// By record, overlap over the size said: a 1, b 1, c 1/3, d 2/3, e 2/3, f 1,
		// g 1, h 1; over the true size: 2/3, 2/3, 1/3, 1, 1, 1/2, 1/2, 1.
		B3: Figures{(5 + 5.0/3) / 8, (3 + 8.0/3) / 8, 2 * (20.0 / 24 * 17.0 / 24) / (37.0 / 24)},
		// Groups: true {a b c d e} 10 pairs, {f g} 1, said {a..e} 10, {f h} 1: 10 of
		// 11 and 10 of 11.
		Group:        &Figures{10.0 / 11, 10.0 / 11, 10.0 / 11},
		InGroupWrong: 1, InGroupPairs: 1,
		// clean: ab, ac, de, fg; abbr: ab, ac, bc; typo: ab, bc, fg.
		Recall: map[string]float64{"clean": 2.0 / 4, "abbr": 1.0 / 3, "typo": 1.0 / 3},
	}
	near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-12 })
	if d := cmp.Diff(want, got, near); d != "" {
		t.Error(d)
	}
}

func TestAnAnswerThatIsTheTruthIsPerfect(t *testing.T) {
	truthPath, _ := files(t)
	truth, _ := ReadTruth(truthPath)
	answer, err := ReadAnswer(truthPath)
	if err != nil {
		t.Fatal(err)
	}
	got := Compare(truth, answer)
	one := Figures{1, 1, 1}
	if got.Pair != one || got.B3 != one || *got.Group != one || got.InGroupWrong != 0 || got.Missing+got.Unknown != 0 {
		t.Errorf("%+v", got)
	}
}

func TestAFileWithoutTheColumnsIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.csv")
	if err := os.WriteFile(path, []byte("id,entity\n1,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadTruth(path); err == nil {
		t.Error("ReadTruth took a file without record_id")
	}
	if _, err := ReadAnswer(path); err == nil {
		t.Error("ReadAnswer took a file without record_id")
	}
}
