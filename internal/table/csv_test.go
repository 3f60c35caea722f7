package table

import "testing"

func TestSafe(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "Li Wei": "Li Wei", "李伟": "李伟", "a=b": "a=b", "12": "12", "Müller-Lüdenscheidt": "Müller-Lüdenscheidt",
		"=1+1": "'=1+1", "+41 44 000": "'+41 44 000", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)",
		"\t=1": "'\t=1", "\r=1": "'\r=1", "\n=1": "'\n=1", "\x00=1": "'\x00=1", "\tx": "'\tx",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠SUM": "'＠SUM",
		" =1": "' =1", "　=1": "'　=1", "\ufeff=1": "'\ufeff=1", "\u200b=1": "'\u200b=1", "\u202e=1": "'\u202e=1", " x": " x",
		"'s-Hertogenbosch": "''s-Hertogenbosch",
	} {
		if got := Safe(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}
