package command

import (
	"testing"

	"aula/internal/config"
)

func TestTerminalLanguage(t *testing.T) {
	for _, x := range []struct {
		environ []string
		want    string
	}{
		{nil, "en"},
		{[]string{"LANG=C.UTF-8"}, "en"},
		{[]string{"LANG=zh_CN.UTF-8"}, "zh-Hans"},
		{[]string{"LANG=zh_CN.UTF-8", "LC_ALL=de_DE.UTF-8"}, "en"},
		{[]string{"LANG=en_GB.UTF-8", "LC_MESSAGES=zh_SG"}, "zh-Hans"},
		{[]string{"LC_ALL=", "LANG=zh"}, "zh-Hans"},
	} {
		if got := terminalLanguage(x.environ); got != x.want {
			t.Errorf("%v: %s", x.environ, got)
		}
	}
}

func TestDemoLogIsQuietUnlessAsked(t *testing.T) {
	for _, x := range []struct {
		flags map[string]string
		want  string
	}{
		{nil, "warn"},
		{map[string]string{"log.level": "info"}, "info"},
		{map[string]string{"log.level": "debug"}, "debug"},
	} {
		cfg, err := config.Load(config.Source{Flags: x.flags})
		if err != nil {
			t.Fatal(err)
		}
		if got := demoLog(cfg).Level; got != x.want {
			t.Errorf("%v: %s", x.flags, got)
		}
	}
}
