package clv

import (
	"compress/gzip"
	"encoding/csv"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// near fails when got is not within tolerance of want; references are given to
// their published digits.
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance {
		t.Errorf("%s is %.10g, want %.10g ± %g", what, got, want, tolerance)
	}
}

// cdnow reads the histories and mean spends of the CDNOW sample.
func cdnow(t testing.TB) (histories []History, spends []Spend) {
	t.Helper()
	f, err := os.Open("testdata/cdnow_summary.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows[1:] {
		var n [5]float64
		for i := range n {
			if n[i], err = strconv.ParseFloat(r[i], 64); err != nil {
				t.Fatal(err)
			}
		}
		histories = append(histories, History{int(n[1]), n[2], n[3]})
		spends = append(spends, Spend{int(n[1]), n[4]})
	}
	return histories, spends
}

var published = BGNBD{.243, 4.414, .793, 2.426}

func TestBGNBDAgreesWithThePublishedFunctions(t *testing.T) {
	wide := BGNBD{.25, 4, .8, 2.5}
	near(t, "log-likelihood of (0, 0, 40)", wide.LogLikelihood(History{0, 0, 40}), -0.59947382, 1e-7)
	near(t, "log-likelihood of (200, 38, 40)", wide.LogLikelihood(History{200, 38, 40}), 100.7957, 1e-4)
	for _, tt := range []struct {
		t    float64
		h    History
		want float64
	}{
		{39, History{2, 30.43, 38.86}, 1.226028}, {39, History{0, 0, 38.86}, .195098}, {2, History{10, 35, 39}, .391569},
		{52, History{26, 30.86, 31}, 25.758196}, {52, History{10, 20, 39}, .34740}, {52, History{15, 20, 39}, .04283},
		{52, History{20, 20, 39}, .00416}, {52, History{25, 20, 39}, .00036},
	} {
		near(t, "expected", published.Expected(tt.t, tt.h), tt.want, 1e-5)
	}
	near(t, "alive", published.Alive(History{2, 30.43, 38.86}), .726579, 1e-6)
	near(t, "alive", published.Alive(History{23, 39, 39}), .968555, 1e-6)
	near(t, "alive", published.Alive(History{26, 30.86, 31}), .968916, 1e-6)
	near(t, "alive without a repeat", published.Alive(History{0, 0, 400}), 1, 0)
	for at, want := range map[float64]float64{1: .053268, 3: .150865, 39: 1.196723, 52: 1.446051, 78: 1.860519} {
		near(t, "unconditional", published.Unconditional(at), want, 1e-6)
	}
	near(t, "P(X(2)=10)", published.Count(10, 2), 1.07869e-07, 1e-11)
	near(t, "P(X(39)=0)", published.Count(0, 39), .5737864, 1e-6)
	near(t, "P(X(30)=11)", published.Count(11, 30), .0019995214, 1e-8)
	near(t, "P(X(30)=20)", published.Count(20, 30), .0002222260, 1e-8)
}

func TestParetoNBDAgreesWithThePublishedFunctions(t *testing.T) {
	m := ParetoNBD{.55, 10.56, .61, 11.64}
	near(t, "E[X(1)]", m.Unconditional(1), .05077821, 1e-7)
	near(t, "E[X(9)]", m.Unconditional(9), .38909211, 1e-7)
	m = ParetoNBD{.5534, 10.5802, .6061, 11.6562}
	near(t, "alive", m.Alive(History{26, 30.86, 31}), .997918, 1e-5)
	near(t, "E[Y(52)]", m.Expected(52, History{26, 30.86, 31}), 25.4549, 1e-3)
	m = ParetoNBD{.55, 10.58, .61, 11.67}
	near(t, "132 purchases", m.Expected(10, History{132, 200, 200}), 6.206051789, 1e-7)
	near(t, "133 purchases", m.Expected(10, History{133, 200, 200}), 6.252872247, 1e-7)
}

func TestFitsAgreeWithThePublishedOnes(t *testing.T) {
	histories, spends := cdnow(t)
	for _, tt := range []struct {
		name string
		fit  func([]History) (Fit, bool)
		want map[string]float64
		ll   float64
	}{
		{"BG/NBD", FitBGNBD, map[string]float64{"r": .243, "alpha": 4.414, "a": .793, "b": 2.426}, -9582.4256},
		{"Pareto/NBD", FitParetoNBD, map[string]float64{"r": .55315, "alpha": 10.57633, "s": .60625, "beta": 11.67150}, -9594.974},
		{"MBG/NBD", FitMBGNBD, map[string]float64{"r": .525, "alpha": 6.183, "a": .891, "b": 1.614}, math.NaN()},
	} {
		f, ok := tt.fit(histories)
		if !ok {
			t.Fatalf("%s has no fit", tt.name)
		}
		for name, want := range tt.want {
			near(t, tt.name+" "+name, f.Model.Parameters()[name], want, 1e-2)
		}
		if !math.IsNaN(tt.ll) {
			near(t, tt.name+" log-likelihood", f.LogLikelihood, tt.ll, 5e-3)
		}
	}
	total := 0.0
	for _, h := range histories {
		total += published.LogLikelihood(h)
	}
	near(t, "log-likelihood at the published parameters", total, -9582.4268, 1e-4)

	m, ll, used, ok := FitGammaGamma(spends)
	if !ok || used != 946 {
		t.Fatalf("%d repeat buyers, want 946", used)
	}
	near(t, "p", m.P, 6.25, 1e-2)
	near(t, "q", m.Q, 3.74, 1e-2)
	near(t, "v", m.V, 15.44, 1e-2)
	near(t, "log-likelihood of spend", ll, -4055.923, 5e-3)
	near(t, "correlation", Correlation(spends), .1139, 1e-4)
}

func TestGammaGammaAgreesWithThePublishedMeans(t *testing.T) {
	m := GammaGamma{6.25, 3.74, 15.44}
	for _, tt := range []struct {
		x    int
		z    float64
		want float64
	}{{0, 0, 35.2190}, {2, 22.35, 24.6637}, {1, 11.77, 18.9169}, {7, 73.74, 71.4697}, {2, 25.55, 27.2884}} {
		near(t, "mean spend", m.Mean(Spend{tt.x, tt.z}), tt.want, 1e-4)
	}
	if !math.IsInf(GammaGamma{6, .9, 15}.Mean(Spend{}), 1) {
		t.Error("with q below 1 the population has a finite mean")
	}
}

// constant buys as often whatever the customer did.
type constant struct{ Purchases }

func (constant) Expected(t float64, _ History) float64 { return t }

func TestValueDiscountsEachStepAtItsEnd(t *testing.T) {
	near(t, "one step at 0", Value(constant{}, History{}, 1, 1, 1, 0), 1, 1e-12)
	near(t, "one step at 1", Value(constant{}, History{}, 1, 1, 1, 1), .5, 1e-12)
	near(t, "two steps at 1", Value(constant{}, History{}, 1, 1, 2, 1), .75, 1e-12)

	histories, spends := cdnow(t)
	gg, total := GammaGamma{6.25, 3.74, 15.44}, 0.0
	value := make([]float64, len(histories))
	for i, h := range histories {
		value[i] = Value(published, h, gg.Mean(spends[i]), 52.0/12, 12, .01)
		total += value[i]
	}
	near(t, "customer 1", value[0], 36.209148, 1e-5)
	near(t, "customer 6", value[5], 282.935855, 1e-5)
	near(t, "all", total, 71_406.651435, 1e-3)
}

func TestSimpleValue(t *testing.T) {
	near(t, "after a year", Simple(100, .8, .1, 0, false), 266.6667, 1e-4)
	near(t, "now", Simple(100, .8, .1, 0, true), 366.6667, 1e-4)
	near(t, "five years", Simple(100, .8, .1, 5, false), 212.4097, 1e-4)
	near(t, "five years from now", Simple(100, .8, .1, 5, true), 292.0634, 1e-4)
}

func TestAFitIsTheSameInAnyOrder(t *testing.T) {
	histories, _ := cdnow(t)
	histories = histories[:400]
	want, _ := FitMBGNBD(histories)
	shuffled := slices.Clone(histories)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(shuffled), func(i, k int) { shuffled[i], shuffled[k] = shuffled[k], shuffled[i] })
	if got, _ := FitMBGNBD(shuffled); got != want {
		t.Errorf("shuffled: %+v, want %+v", got, want)
	}
}

func TestOfVeryManyHistoriesAnEvenPartIsTaken(t *testing.T) {
	var groups []group
	for i := range 3*mostGroups + 7 {
		groups = append(groups, group{History{X: i}, 1})
	}
	part := sampled(groups)
	if len(part) > mostGroups || len(part) < mostGroups*3/4 || part[0].X != 0 || part[len(part)-1].X < 3*mostGroups {
		t.Errorf("%d of %d are taken, the last is %d", len(part), len(groups), part[len(part)-1].X)
	}
	if got := sampled(groups[:mostGroups]); len(got) != mostGroups {
		t.Errorf("of %d only %d are taken", mostGroups, len(got))
	}
}

func TestNothingToLearnFrom(t *testing.T) {
	for _, fit := range []func([]History) (Fit, bool){FitBGNBD, FitMBGNBD, FitParetoNBD} {
		if _, ok := fit(nil); ok {
			t.Error("fitted nobody")
		}
		if _, ok := fit([]History{{0, 0, 10}, {0, 0, 0}}); ok {
			t.Error("fitted customers who never came back")
		}
	}
	if _, _, used, ok := FitGammaGamma([]Spend{{0, 5}, {1, -3}, {2, 0}}); ok || used != 0 {
		t.Error("fitted spends that are none")
	}
}

func TestEveryHistoryHasAFiniteForecast(t *testing.T) {
	models := []Purchases{published, BGNBD{.5, 5, 1, 2}, MBGNBD{.525, 6.183, .891, 1.614}, MBGNBD{.5, 6, 1, 1},
		ParetoNBD{.55, 10.58, .61, 11.67}, ParetoNBD{.55, 11.67, 1, 10.58}}
	rapid.Check(t, func(t *rapid.T) {
		h := History{X: rapid.IntRange(0, 3000).Draw(t, "x"), T: rapid.Float64Range(0, 600).Draw(t, "T")}
		if h.X > 0 {
			h.TX = h.T * rapid.Float64Range(0, 1).Draw(t, "share")
		}
		for _, m := range models {
			alive, e, ll := m.Alive(h), m.Expected(52, h), m.LogLikelihood(h)
			if !(alive >= 0 && alive <= 1) || !(e >= -1e-9) || math.IsInf(e, 0) || math.IsNaN(ll) || math.IsInf(ll, 0) {
				t.Fatalf("%T%+v of %+v: alive %g, expected %g, log-likelihood %g", m, m, h, alive, e, ll)
			}
		}
	})
}
