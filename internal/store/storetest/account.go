package storetest

import (
	"time"

	"aula/internal/account"
	"aula/internal/seminar"
	"aula/internal/store"
)

func (h *house) token(hash string) account.Token {
	h.Helper()
	t, err := h.Token(ctx, []byte(hash))
	h.ok(err)
	return t
}

func (h *house) tokens() {
	now := h.moment()
	invitation := account.Token{ID: "000000000000a", Kind: account.Invitation, Seminar: rivers, Person: maria, Made: now, Expires: now.Add(time.Hour)}
	key := account.Token{ID: "000000000000b", Kind: account.Publishing, Seminar: rivers, Slot: "main/speaker", Label: "Encoder “A”", Made: now, Expires: now.Add(time.Hour)}
	h.write(func(tx *store.Tx) error {
		if err := tx.AddToken([]byte{0, 1, 255}, invitation); err != nil {
			return err
		}
		return tx.AddToken([]byte("key"), key)
	})
	h.equal(h.token("\x00\x01\xff"), invitation)
	h.equal(h.token("key"), key)
	_, err := h.Token(ctx, []byte("\x00\x01\xfe"))
	h.code(err, seminar.CodeNotFound)
	all, err := h.Tokens(ctx, rivers, account.Publishing)
	h.ok(err)
	h.equal(all, []account.Token{key})

	h.clock.pass(time.Minute)
	h.write(func(tx *store.Tx) error { return tx.OpenToken(invitation.ID) })
	invitation.Opened = h.moment()
	h.equal(h.token("\x00\x01\xff"), invitation)
	h.equal(h.token("key"), key)
}

func (h *house) tokensRevoked() {
	h.write(func(tx *store.Tx) error {
		for _, t := range []account.Token{
			{ID: "1", Kind: account.Invitation, Seminar: rivers, Person: maria},
			{ID: "2", Kind: account.Invitation, Seminar: rivers, Person: maria},
			{ID: "3", Kind: account.Invitation, Seminar: rivers, Person: liwei},
			{ID: "4", Kind: account.Invitation, Seminar: "000000000ther", Person: maria},
			{ID: "5", Kind: account.Publishing, Seminar: rivers},
			{ID: "6", Kind: account.Publishing, Seminar: rivers},
		} {
			if err := tx.AddToken([]byte(t.ID), t); err != nil {
				return err
			}
		}
		return nil
	})
	revoked := func() (ids string) {
		for _, id := range []string{"1", "2", "3", "4", "5", "6"} {
			if !h.token(id).Revoked.IsZero() {
				ids += id
			}
		}
		return ids
	}
	for _, x := range []struct {
		kind       account.Kind
		person, id seminar.ID
		want       string
	}{
		{account.Publishing, "", "", ""}, // nobody's are not everybody's
		{account.Publishing, "", "5", "5"},
		{account.Invitation, maria, "", "125"},
		{account.Invitation, "", "3", "1235"},
	} {
		h.write(func(tx *store.Tx) error { return tx.RevokeTokens(rivers, x.kind, x.person, x.id) })
		if got := revoked(); got != x.want {
			h.Fatalf("after %+v: %s are revoked, want %s", x, got, x.want)
		}
	}
	first := h.token("1").Revoked
	h.clock.pass(time.Hour)
	h.write(func(tx *store.Tx) error { return tx.RevokeTokens(rivers, account.Invitation, maria, "") })
	h.equal(h.token("1").Revoked, first)
}

func (h *house) accounts() {
	save := func(a account.Account) error {
		return h.Write(ctx, func(tx *store.Tx) error { return tx.SaveAccount(a) })
	}
	there := func() bool {
		ok, err := h.HasServerAccount(ctx)
		h.ok(err)
		return ok
	}
	hers := account.Account{ID: "000000000000a", Name: "maria", Passphrase: "$a", Seminar: rivers, Person: maria}
	server := account.Account{ID: "000000000000b", Name: "李伟", Passphrase: "$b", Server: true}
	h.ok(save(hers))
	if there() {
		h.Fatal("a delegate's account is taken for the server's")
	}
	h.ok(save(server))
	if !there() {
		h.Fatal("the server's account is not found")
	}
	h.write(func(tx *store.Tx) error {
		ok, err := tx.HasServerAccount()
		h.equal([]any{ok, err}, []any{true, nil})
		return nil
	})
	find := func(nameOrID string) account.Account {
		a, err := h.Account(ctx, nameOrID)
		h.ok(err)
		return a
	}
	h.equal(find("李伟"), server)
	h.equal(find("000000000000b"), server)
	got, err := h.AccountOf(ctx, rivers, maria)
	h.equal([]any{got, err}, []any{hers, nil})
	_, err = h.AccountOf(ctx, rivers, liwei)
	h.code(err, seminar.CodeNotFound)
	_, err = h.Account(ctx, "nobody")
	h.code(err, seminar.CodeNotFound)

	hers.Passphrase = "$c"
	h.ok(save(hers))
	h.equal(find("maria"), hers)
	h.code(save(account.Account{ID: "000000000000c", Name: "maria"}), seminar.CodeConflict)
	taken := hers
	taken.Name = "李伟"
	h.code(save(taken), seminar.CodeConflict)
	h.equal(find("maria"), hers)
	h.ok(save(account.Account{ID: "000000000000d", Name: "000000000000b"})) // somebody is called like an id
	h.equal(find("000000000000b"), server)
}

func (h *house) login(hash string) account.Login {
	h.Helper()
	l, err := h.Login(ctx, []byte(hash))
	h.ok(err)
	return l
}

func (h *house) addLogins(all ...account.Login) {
	h.Helper()
	h.write(func(tx *store.Tx) error {
		for _, l := range all {
			if err := tx.AddLogin([]byte(l.ID), l); err != nil {
				return err
			}
		}
		return nil
	})
}

func (h *house) logins() {
	now := h.moment()
	phone := account.Login{ID: "phone", Seminar: rivers, Person: maria, Device: "Android, Chrome", Made: now, Seen: now}
	desk := account.Login{ID: "desk", Seminar: rivers, Person: maria, Device: "Windows, Edge", Made: now, Seen: now.Add(time.Second)}
	server := account.Login{ID: "server", Account: "000000000000b", Device: "Linux, Firefox", Made: now, Seen: now}
	h.addLogins(phone, desk, server)
	h.equal(h.login("phone"), phone)
	h.equal(h.login("server"), server)
	_, err := h.Login(ctx, []byte("nobody"))
	h.code(err, seminar.CodeNotFound)
	all, err := h.Logins(ctx, rivers, maria, "")
	h.ok(err)
	h.equal(all, []account.Login{desk, phone})

	h.clock.pass(time.Minute)
	h.ok(h.SeeLogin(ctx, "phone"))
	phone.Seen = h.moment()
	all, err = h.Logins(ctx, rivers, maria, "")
	h.ok(err)
	h.equal(all, []account.Login{phone, desk})
	all, err = h.Logins(ctx, "", "", "000000000000b")
	h.ok(err)
	h.equal(all, []account.Login{server})
}

func (h *house) loginsEnded() {
	h.addLogins(account.Login{ID: "a", Seminar: rivers, Person: maria}, account.Login{ID: "b", Seminar: rivers, Person: maria},
		account.Login{ID: "c", Seminar: rivers, Person: liwei}, account.Login{ID: "d", Seminar: "000000000ther", Person: maria})
	h.write(func(tx *store.Tx) error {
		return tx.EndLogin(account.Login{ID: "a", Seminar: rivers, Person: maria}, liwei)
	})
	first := h.moment()
	h.clock.pass(time.Minute)
	h.write(func(tx *store.Tx) error {
		return tx.EndLogin(account.Login{ID: "a", Seminar: rivers, Person: maria}, liwei)
	})
	h.equal(h.login("a").Ended, first)
	all, err := h.Logins(ctx, rivers, maria, "")
	h.ok(err)
	h.equal(len(all), 1)
	told, err := h.EntriesPage(ctx, rivers, 0, 10)
	h.ok(err)
	h.equal(len(told), 1)
	h.equal([]any{told[0].Kind, told[0].Person, told[0].Actor}, []any{"login.ended", maria, liwei})
	var ended [4]time.Time
	for i, id := range []string{"a", "b", "c", "d"} {
		ended[i] = h.login(id).Ended
	}
	h.equal(ended, [4]time.Time{first, {}, {}, {}})
}
