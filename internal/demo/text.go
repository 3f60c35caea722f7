package demo

import "aula/internal/seminar"

// said is a text in both languages.
func said(english, chinese string) seminar.Text {
	return seminar.Text{seminar.English: english, seminar.Chinese: chinese}
}

// wording is what a demonstration prints. The texts with %s are filled in by print.
type wording struct {
	day, running, idle, moved, open           seminar.Text
	phone, trust, why, compare, come, noPhone seminar.Text
	played, quiet, end, kept                  seminar.Text
}

func words() wording {
	return wording{
		day:     said("Day %d of %d, %s in %s.", "第 %d 天，共 %d 天；%[4]s 时间 %[3]s。"),
		running: said("Running now: %s", "正在进行：%s"),
		idle:    said("No session is running.", "目前没有进行中的环节。"),
		moved:   said("Port 8470 is taken; this demonstration uses another one.", "8470 端口已被占用，本次演示改用其他端口。"),
		open: said("Open any of these; several stand side by side in one browser:",
			"可打开任意链接；同一浏览器中可同时使用多个身份："),
		phone: said("With a phone in the same network:", "同一网络中的手机："),
		trust: said("1. First %s", "1. 首先打开 %s"),
		why: said("   The phone learns to trust this computer; without that, no browser lends a page its camera.",
			"   让手机信任这台电脑；否则浏览器不会把摄像头交给网页。"),
		compare: said("   Fingerprint to compare there: %s", "   请核对指纹：%s"),
		come:    said("%d. As a delegate in the hall: %s", "%d. 以主会场代表身份进入：%s"),
		noPhone: said("No phone can come: this computer has no address in a network, or listens only to itself.",
			"手机无法接入：这台电脑没有网络地址，或只监听本机。"),
		played: said("Others are played: hands go up, the doors are busy. When you act as chair, the played chair steps back.",
			"其他人由程序扮演：有人举手，有人签到。您以主持人身份操作时，扮演的主持人会让位。"),
		quiet: said("Nobody else is played.", "没有由程序扮演的人员。"),
		end:   said("Ctrl+C ends it; nothing is kept.", "按 Ctrl+C 结束，不保留任何数据。"),
		kept:  said("Ctrl+C ends it; %s keeps the data until the next demonstration there.", "按 Ctrl+C 结束；数据留在 %s，直到下次在该处演示。"),
	}
}
