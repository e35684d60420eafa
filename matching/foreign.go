package matching

import "strings"

// foreignWords are usual words of names of organisations in other languages than
// English, and stand for the same as the English word: Technische Universität is
// Technical University.
var foreignWords = firstOf(`
ministry ministerio ministere ministerium ministero ministerie ministerstvo ministerul ministerstwo
university universite universitat universidad universita universidade universiteit universitet universitesi uniwersytet univerzita yliopisto universiti
institute institut instituto istituto instytut instituut
academy academie akademie academia accademia akademiya akademia
association asociacion associacao associazione vereniging verband verein assotsiatsiya stowarzyszenie
foundation fondation fundacion fundacao fondazione stiftung stichting fond fundacja
federation federacion federacao federazione foderation federatsiya
society societe sociedad sociedade societa gesellschaft obshchestvo
company compagnie compania companhia compagnia kompaniya kompania
corporation corporacion corporacao korporatsiya
group groupe grupo gruppo gruppe gruppa grupa groep grup gruppen
bank banco banque banca bankasi
national nacional nazionale nationale natsionalnyy narodowy nasional
international internacional internazionale internationale mezhdunarodnyy miedzynarodowy
central centrale zentrale tsentralnyy
center centre centro zentrum tsentr centrum merkezi
general generale generalnyy
industry industries industria industrie industriya endustri sanayi
technology technologie technologies tecnologia tecnologie technik technische tekhnologii teknoloji technologia
engineering ingenieria ingenierie ingegneria engenharia inzhiniring
construction construccion costruzioni construcao bau stroitelnaya insaat budowa
factory plant zavod fabrik fabrique fabbrica fabryka fabrica
concern konzern kontsern
state gosudarstvennyy estatal
energy energie energia energiya enerji energetica
electric electrica electrique elettrica elektrik elektricheskaya
transport transporte transporti transporty
trade trading comercio comercial commercio commerciale handel torgovyy ticaret
insurance seguros assurance assurances assicurazioni versicherung versicherungen strakhovanie sigorta
hospital hopital ospedale krankenhaus hastanesi szpital klinikum
school escuela ecole scuola schule escola
hotel hotels otel
brothers hermanos freres fratelli gebruder irmaos
sons hijos fils figli sohne filhos
science sciences wissenschaft wissenschaften ciencia ciencias scienze
`)

// foreignNames are such words that tell more: sciences and large towns.
var foreignNames = firstOf(`
physics physik physique fisica
chemistry chemie chimie quimica chimica
medicine medizin medecine medicina
art kunst arte
munich munchen
cologne koln
vienna wien
rome roma
milan milano
florence firenze
venice venezia
naples napoli
turin torino
geneva geneve genf
brussels bruxelles brussel
antwerp antwerpen anvers
prague praha prag
warsaw warszawa
moscow moskva moskau
lisbon lisboa
seville sevilla
copenhagen kobenhavn
gothenburg goteborg
athens athina
nuremberg nurnberg
hanover hannover
bucharest bucuresti
belgrade beograd
kiev kyiv
peking beijing
`)

// firstOf leads the further words of each line to its first.
func firstOf(list string) map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(list) {
		f := strings.Fields(line)
		for i := 1; i < len(f); i++ {
			out[f[i]] = f[0]
		}
	}
	return out
}
