package seminarfile

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// column is one column of people.csv: what it holds and, for texts, in which
// language ("" is the seminar's first).
type column struct {
	name     string
	language string
}

// unnamed is the name of a column that was found faulty already; a column without a
// heading has the name "".
const unnamed = "?"

func (c column) known() bool { return c.name != "" && c.name != unnamed }

// columns lists the names of the columns, in the order in which they are written.
func columns() []string {
	return []string{"key", "name", "organisation", "post", "level", "place", "delegate", "order", "language", "email", "roles", "status"}
}

// headings are further names by which a header row may call a column.
func headings() map[string]column {
	return map[string]column{
		"id": {name: "key"}, "编号": {name: "key"}, "代码": {name: "key"}, "标识": {name: "key"},
		"full name": {name: "name"}, "姓名": {name: "name"}, "名字": {name: "name"},
		"中文姓名": {"name", "zh-Hans"}, "中文名": {"name", "zh-Hans"}, "英文姓名": {"name", "en"}, "英文名": {"name", "en"},
		"organization": {name: "organisation"}, "单位": {name: "organisation"}, "所属单位": {name: "organisation"}, "工作单位": {name: "organisation"},
		"position": {name: "post"}, "职务": {name: "post"}, "职位": {name: "post"},
		"中文职务": {"post", "zh-Hans"}, "英文职务": {"post", "en"},
		"级别": {name: "level"}, "层级": {name: "level"},
		"会场": {name: "place"}, "地点": {name: "place"}, "参会会场": {name: "place"},
		"代表": {name: "delegate"}, "正式代表": {name: "delegate"}, "是否代表": {name: "delegate"},
		"rank": {name: "order"}, "序号": {name: "order"}, "排序": {name: "order"}, "次序": {name: "order"},
		"语言": {name: "language"}, "语种": {name: "language"},
		"e-mail": {name: "email"}, "mail": {name: "email"}, "邮箱": {name: "email"}, "电子邮箱": {name: "email"}, "电子邮件": {name: "email"},
		"role": {name: "roles"}, "角色": {name: "roles"},
		"状态": {name: "status"},
	}
}

// heading reads the name of a column: "name", "name:zh-Hans", "name_zh", "姓名:en".
func heading(s string) (c column, tag string, ok bool) {
	s = strings.ToLower(strings.TrimSpace(norm.NFC.String(s)))
	base, tag := s, ""
	if i := strings.IndexAny(s, ":_：("); i > 0 && textual(s[:i]) {
		_, rest, _ := strings.Cut(s, string([]rune(s[i:])[0]))
		base, tag = strings.TrimSpace(s[:i]), strings.TrimSpace(strings.TrimSuffix(rest, ")"))
	}
	for _, name := range columns() {
		if base == name {
			return column{name: name}, tag, true
		}
	}
	c, ok = headings()[base]
	return c, tag, ok
}

// textual reports whether the column holds a text, which may be in any language.
func textual(name string) bool {
	name = strings.TrimSpace(name)
	c, ok := headings()[name]
	return name == "name" || name == "post" || ok && c.language == "" && (c.name == "name" || c.name == "post")
}
