"""The words that people use for courtesy, severity and questions, in English, Spanish and Portuguese.

Written as people write them, accents included; `bot.domain.grouping` compares them without accents and case.
A language that is added here is understood everywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.domain.tickets import Severity


def _phrases(text: str) -> tuple[str, ...]:
    """Return the phrases of *text*, which commas and ends of lines separate."""
    return tuple(phrase.strip() for phrase in text.replace("\n", ",").split(",") if phrase.strip())


@dataclass(frozen=True, slots=True)
class WordList:
    """What one language has to say; a phrase is one word or several that stand side by side."""

    thanks: tuple[str, ...]
    greetings: tuple[str, ...]
    """A name may follow these and thanks: "hi Sam"."""
    courtesies: tuple[str, ...]
    """Agreement, praise and good news: they ask for nothing. No answers (yes, no, done) are among them."""
    small_talk: tuple[str, ...]
    """Courtesy even as a question: "how are you?"."""
    softeners: tuple[str, ...]
    """Mean nothing by themselves and may stand beside a courtesy: "so much", "team"."""
    reasons: tuple[str, ...]
    """May follow "thanks for": what people are thanked for."""
    severities: Mapping[Severity, tuple[str, ...]]
    negations: tuple[str, ...]
    bridges: tuple[str, ...]
    """May stand between a negation and what it denies: "not very urgent"."""
    queries: Mapping[str, tuple[str, ...]]
    """The words of each query, by its name in `bot.domain.grouping.Query`."""
    query_fillers: tuple[str, ...]
    """May stand around a query's word without making it a report: "status of ticket 142"."""
    months: tuple[str, ...]
    """From the first to the twelfth, each with all that it is called."""
    present: tuple[str, ...]
    """Said of a week or month that is not over."""
    past: tuple[str, ...]
    """Said of one that is, though a word of the present may stand beside it: "este mes pasado"."""
    please: tuple[str, ...]


_ENGLISH: Final = WordList(
    thanks=_phrases("""
        thanks, thank you, thank u, thankyou, thx, thnx, tnx, tks, ty, tysm, cheers, many thanks,
        much appreciated, appreciated, appreciate it, i appreciate it, we appreciate it, appreciate that,
        thanks in advance
    """),
    greetings=_phrases("""
        hi, hello, hey, hiya, good morning, morning, good afternoon, good evening, good night, bye, goodbye,
        welcome, welcome back
    """),
    courtesies=_phrases("""
        ok, okay, okey, okie, okie dokie, k, kk, alright, all right, +1, perfect, great, awesome, excellent,
        amazing, fantastic, wonderful, brilliant, lovely, cool, nice, nice one, good, super, superb, good job,
        great job, good work, great work, nice work, well done, good stuff, great stuff, great news,
        good news, got it, noted, understood, roger, roger that, copy that, will do, sounds good, looks good,
        lgtm, no problem, no worries, np, you're welcome, youre welcome, you are welcome, my pleasure,
        anytime, don't mention it, have a great day, have a good day, have a nice day, have a good one,
        have a good weekend, have a great weekend, have a nice weekend, happy friday, see you,
        see you tomorrow, see you soon, take care, talk soon, best regards, kind regards, regards, best,
        congrats, congratulations, happy new year, merry christmas, happy holidays, it works, works,
        works now, works again, works great, works perfectly, working, working now, working again,
        it is working, it's working, all good, all set, we're good, we are good, we're all set, that worked,
        that works, that did it, that did the trick, that helps, fixed, it's fixed, it is fixed, solved,
        love it, you rock, you guys rock, you're the best, you are the best, yay, wow, lol, haha
    """),
    small_talk=_phrases("""
        how are you, how are you doing, how are you all, how's it going, how is it going, how is everyone,
        what's up, hope you are well, hope you're well, hope all is well
    """),
    softeners=_phrases("""
        you, so, very, much, really, all, both, team, guys, folks, everyone, everybody, there, again, and,
        then, now, too, a lot, a million, a ton, tons, a bunch, oh, ah, that's, thats, that is, it's, its,
        this is, looks, sounds, just, absolutely, pretty, quite, today, dear, mate, man
    """),
    reasons=_phrases("""
        for, the, your, you, quick, fast, prompt, great, good, kind, help, assistance, support, update,
        updates, response, reply, answer, fix, fixing, it, that, this, all, everything, heads, up, info,
        information, confirming, confirmation, letting, us, me, know, looking, into, checking, explanation,
        explaining, clarification, clarifying, hard, work, patience, time, attention, so, quickly, sorting,
        out, and, taking, care, of, helping, getting, back, to, a, lot, jumping, on, sharing, service, solving
    """),
    severities={
        Severity.CRITICAL: _phrases("""
            critical, critically, urgent, urgently, urgency, emergency, everything down, everything is down,
            everything's down, all down, is down, are down, went down, has gone down, goes down,
            completely down, totally down, fully down, system down, systems down, site down, server down,
            production down, prod down, outage, nothing works, nothing is working, nothing's working,
            nothing is running, everything stopped, everything has stopped, everything is stuck,
            everything is broken, everything broke, completely broken, completely stopped, total failure,
            data loss, losing data, lost data, losing orders, losing money, losing revenue, losing sales,
            losing customers, security breach, data breach, hacked, ransomware, sev1, sev 1, p1, showstopper,
            show stopper, cannot operate, can't operate
        """),
        Severity.HIGH: _phrases("""
            high severity, severity high, high priority, priority high, high impact, important, asap,
            as soon as possible, blocked, blocking, blocker, major, serious, severe, partially working,
            partially down, partly working, degraded, sev2, sev 2, p2
        """),
        Severity.MEDIUM: _phrases("""
            medium severity, severity medium, medium priority, priority medium, minor, small issue,
            small problem, small bug, moderate, occasional, occasionally, edge case, sev3, sev 3, p3
        """),
        Severity.LOW: _phrases("""
            low severity, severity low, low priority, priority low, nice to have, no rush, no hurry,
            whenever you can, when you can, when you have time, when you get a chance, when you have a moment,
            at your convenience, cosmetic, typo, feature request, suggestion, trivial, sev4, sev 4, p4
        """),
    },
    negations=_phrases("""
        not, no, never, non, nothing, none, without, neither, nor, hardly, cannot, dont, isnt, doesnt, wasnt,
        arent
    """),
    bridges=_phrases("""
        a, an, the, so, very, that, really, at, all, is, it, its, it's, this, everything, be, yet, super, too,
        particularly, especially, think, believe, say, as, any, much, longer, exactly, necessarily, anything,
        been, quite, terribly
    """),
    queries={
        "status": _phrases("status, state"),
        "hours": _phrases("hours, hour, balance"),
        "help": _phrases("help, commands"),
        "digest": _phrases("digest, summary"),
    },
    query_fillers=_phrases("""
        what, what's, whats, is, the, show, me, give, us, how, many, much, my, our, current, tell, can, could,
        you, of, on, for, in, ticket, tickets, issue, case, request, number, do, we, have, left, remaining,
        are, there, now, today, this, last, month, monthly, quarter, quarterly, week, week's, weekly, plan,
        update, a, i, see, get, past, previous
    """),
    months=_phrases("""
        january jan, february feb, march mar, april apr, may, june jun, july jul, august aug,
        september sept sep, october oct, november nov, december dec
    """),
    present=_phrases("this, current"),
    past=_phrases("last, past, previous"),
    please=_phrases("please, pls, plz, thanks, thx, thank, you"),
)

_SPANISH: Final = WordList(
    thanks=_phrases("""
        gracias, mil gracias, muchas gracias, muchísimas gracias, se agradece, agradecido, agradecida,
        agradecidos, agradecemos, te agradezco, les agradezco, le agradezco, se lo agradezco
    """),
    greetings=_phrases("""
        hola, buenas, buenos días, buen día, buenas tardes, buenas noches, adiós, chao, chau, bienvenido,
        bienvenida
    """),
    courtesies=_phrases("""
        ok, okay, oki, vale, dale, listo, perfecto, perfecta, genial, excelente, estupendo, fantástico,
        maravilloso, buenísimo, bárbaro, de acuerdo, entendido, comprendido, anotado, recibido, enterado,
        bueno, bien, muy bien, está bien, todo bien, todo en orden, todo ok, todo perfecto, de nada,
        no hay problema, no hay de qué, con gusto, con mucho gusto, un placer, no se preocupen,
        no te preocupes, saludos, un saludo, cordiales saludos, saludos cordiales, hasta luego, hasta mañana,
        hasta pronto, buen fin de semana, feliz fin de semana, feliz viernes, que tengan buen día,
        que tengas buen día, felicidades, enhorabuena, buen trabajo, gran trabajo, excelente trabajo,
        buena noticia, buenas noticias, funciona, ya funciona, ahora funciona, funcionó, funcionando,
        quedó perfecto, quedó listo, ya quedó, ya está, solucionado, resuelto, arreglado, un abrazo, abrazos,
        jaja
    """),
    small_talk=_phrases("""
        cómo estás, cómo están, cómo está, cómo va, cómo van, cómo andan, qué tal, todo bien,
        espero que estén bien, espero que estés bien
    """),
    softeners=_phrases("""
        a todos, a todas, todos, todas, equipo, chicos, chicas, amigos, estimados, estimado, estimada, y, ya,
        ahora, entonces, de nuevo, nuevamente, otra vez, pues, muy, mucho, muchas, tan, todo, está, quedó, ah,
        oh, súper, que, igualmente, también, hoy, señores
    """),
    reasons=_phrases("""
        por, el, la, los, las, tu, tus, su, sus, vuestra, vuestro, ayuda, apoyo, soporte, respuesta, rápida,
        rápido, pronta, todo, todos, atención, información, info, avisar, avisarnos, aviso, actualización,
        confirmar, confirmación, solución, resolver, resolverlo, solucionarlo, arreglarlo, gestión, tiempo,
        paciencia, aclarar, aclaración, lo, tan, y, rapidez, ayudar, ayudarnos, servicio, de, excelente, buen
    """),
    severities={
        Severity.CRITICAL: _phrases("""
            crítico, crítica, críticos, críticas, urgente, urgentes, urgentemente, urgencia, emergencia,
            caído, caída, caídos, caídas, se cayó, se cayeron, fuera de servicio, no funciona nada,
            nada funciona, todo parado, todo está parado, todo detenido, todo está detenido, todo se detuvo,
            todo se paró, pérdida de datos, perdiendo datos, perdimos datos, perdiendo pedidos,
            perdiendo dinero, perdiendo ventas, perdiendo clientes, hackeado, hackeados, hackearon,
            brecha de seguridad, producción parada, sistema parado, operación parada
        """),
        Severity.HIGH: _phrases("""
            gravedad alta, severidad alta, prioridad alta, alta prioridad, alta gravedad, importante,
            importantes, grave, graves, serio, bloqueado, bloqueada, bloqueados, bloqueante, lo antes posible,
            cuanto antes, a la brevedad, parcialmente
        """),
        Severity.MEDIUM: _phrases("""
            gravedad media, severidad media, prioridad media, media prioridad, problema menor,
            pequeño problema, error menor, leve, ocasional, ocasionalmente
        """),
        Severity.LOW: _phrases("""
            gravedad baja, severidad baja, prioridad baja, baja prioridad, sin prisa, sin apuro, no hay prisa,
            no hay apuro, cuando puedan, cuando puedas, cuando pueda, cuando tengan tiempo,
            cuando tengas tiempo, sugerencia, cosmético, errata
        """),
    },
    negations=_phrases("no, nada, sin, ni, tampoco, nunca, jamás"),
    bridges=_phrases("""
        es, está, era, sea, fue, muy, tan, nada, todo, un, una, algo, que, creo, parece, la, el, de, ser,
        tiene, hay, tanta, mucha, ninguna, demasiado, ya
    """),
    queries={
        "status": _phrases("estado, estatus"),
        "hours": _phrases("horas, saldo"),
        "help": _phrases("ayuda, comandos"),
        "digest": _phrases("resumen"),
    },
    query_fillers=_phrases("""
        qué, cuál, cuáles, cuántas, cuántos, cuánto, es, el, la, las, los, nos, me, muéstrame, dame, ver,
        puedes, pueden, de, del, nuestro, nuestra, nuestras, mi, mis, quedan, queda, tenemos, hay, tique,
        caso, número, restantes, disponibles, mes, este, esta, actual, semana, semanal, en, plan, está, están,
        son, cómo, todavía, aún, mensual, trimestre, trimestral, último, última, pasado, pasada, anterior
    """),
    months=_phrases("""
        enero, febrero, marzo, abril, mayo, junio, julio, agosto, septiembre setiembre, octubre, noviembre,
        diciembre
    """),
    present=_phrases("este, esta, actual"),
    past=_phrases("último, última, pasado, pasada, anterior"),
    please=_phrases("por, favor, porfa, gracias"),
)

_PORTUGUESE: Final = WordList(
    thanks=_phrases("""
        obrigado, obrigada, obrigados, obrigadas, obrigadão, obg, obgd, brigado, brigada, vlw, valeu,
        agradeço, agradecemos, agradecido, agradecida, grato, grata, gratos, gratidão
    """),
    greetings=_phrases("""
        oi, oie, olá, opa, e aí, bom dia, boa tarde, boa noite, tchau, bem vindo, bem vinda, alô
    """),
    courtesies=_phrases("""
        ok, okay, okey, blz, beleza, certo, certinho, perfeito, perfeita, ótimo, ótima, excelente, maravilha,
        maravilhoso, show, show de bola, legal, bacana, top, massa, bom, boa, bem, tudo bem, tudo bom,
        tudo certo, tudo ok, combinado, entendido, entendi, anotado, ciente, recebido, de nada, por nada,
        imagina, disponha, sem problema, sem problemas, às ordens, bom fim de semana, ótimo fim de semana,
        bom final de semana, boa semana, ótima semana, um bom dia, bom trabalho, ótimo trabalho,
        excelente trabalho, boa notícia, até logo, até mais, até amanhã, até breve, abraço, abraços,
        um abraço, att, atenciosamente, parabéns, fechado, tranquilo, joia, tá bom, tá certo, tá ótimo,
        pode deixar, funciona, funcionou, deu certo, funcionando, está funcionando, voltou a funcionar,
        voltou ao normal, resolvido, resolveu, solucionado, arrumado, rsrs, haha
    """),
    small_talk=_phrases("""
        tudo bem, tudo bom, tudo certo, tudo joia, como vai, como vão, como estão, como está,
        como vocês estão, beleza, espero que estejam bem
    """),
    softeners=_phrases("""
        a todos, a todas, todos, todas, pessoal, equipe, time, gente, galera, amigos, prezados, prezado,
        caros, muito, muita, muitíssimo, demais, mesmo, e, então, agora, de novo, novamente, já, mais uma vez,
        por enquanto, tá, está, ficou, tudo, ah, oh, super, também, igualmente, hoje, vocês, viu, com vocês,
        por aqui
    """),
    reasons=_phrases("""
        por, pela, pelas, pelo, pelos, a, o, as, os, sua, seu, vossa, ajuda, suporte, apoio, retorno,
        resposta, rápida, rápido, atenção, informação, informações, info, aviso, avisar, avisarem,
        atualização, confirmação, confirmar, agilidade, rapidez, atendimento, esclarecimento, tudo, resolver,
        resolverem, paciência, compreensão, tempo, trabalho, ótimo, ótima, excelente, solução, pronto, pronta,
        parceria, e, de, vocês, disponibilidade, serviço
    """),
    severities={
        Severity.CRITICAL: _phrases("""
            crítico, crítica, críticos, críticas, urgente, urgentes, urgentemente, urgência, emergência,
            fora do ar, caído, caída, caídos, caídas, caiu, caíram, tudo parado, tudo parou, está parado tudo,
            parou tudo, nada funciona, não funciona nada, sistema parado, sistema parou, operação parada,
            operação parou, produção parada, produção parou, perda de dados, perdendo dados, perdemos dados,
            perdendo pedidos, perdendo dinheiro, perdendo vendas, perdendo clientes, hackeado, hackeados,
            hackearam, vazamento de dados, falha de segurança, indisponível, indisponíveis, inoperante,
            inoperantes
        """),
        Severity.HIGH: _phrases("""
            severidade alta, gravidade alta, prioridade alta, alta prioridade, alta severidade, importante,
            importantes, grave, graves, sério, bloqueado, bloqueada, bloqueados, impeditivo, o quanto antes,
            o mais rápido possível, parcialmente, instável, instabilidade
        """),
        Severity.MEDIUM: _phrases("""
            severidade média, gravidade média, prioridade média, média prioridade, problema menor,
            pequeno problema, pequeno erro, leve, ocasional, ocasionalmente
        """),
        Severity.LOW: _phrases("""
            severidade baixa, gravidade baixa, prioridade baixa, baixa prioridade, sem pressa, quando puderem,
            quando puder, quando der, quando tiverem tempo, quando tiver tempo, sugestão, melhoria, cosmético,
            erro de digitação
        """),
    },
    negations=_phrases("não, nada, sem, nem, nunca, jamais"),
    bridges=_phrases("""
        é, está, era, seja, foi, muito, tão, nada, tudo, um, uma, algo, que, acho, creio, parece, a, o, de,
        ser, tem, há, tanta, muita, nenhuma, assim, mais, tá, com
    """),
    queries={
        "status": _phrases("situação, estado, andamento"),
        "hours": _phrases("horas, saldo"),
        "help": _phrases("ajuda, comandos"),
        "digest": _phrases("resumo"),
    },
    query_fillers=_phrases("""
        qual, quais, quantas, quantos, quanto, o, a, os, as, é, mostra, mostre, me, ver, nosso, nossa, nossas,
        meu, minha, em, que, do, da, de, dos, das, chamado, chamados, número, nos, restam, resta, temos,
        ainda, faltam, sobram, está, estão, atual, mês, este, esse, desse, deste, semana, semanal, esta, essa,
        no, na, plano, restantes, disponíveis, são, há, como, tem, caso, mensal, trimestre, trimestral,
        último, última, passado, passada, anterior, desta, dessa, nesta, nessa, neste, nesse
    """),
    months=_phrases("""
        janeiro, fevereiro, março, abril, maio, junho, julho, agosto, setembro, outubro, novembro, dezembro
    """),
    present=_phrases("""
        este, esse, deste, desse, neste, nesse, esta, essa, desta, dessa, nesta, nessa, atual
    """),
    past=_phrases("último, última, passado, passada, anterior"),
    please=_phrases("por, favor, pfv, pf, obrigado, obrigada, gentileza"),
)

WORDS: Final[Mapping[str, WordList]] = {"en": _ENGLISH, "es": _SPANISH, "pt": _PORTUGUESE}
"""The word lists by language."""


def languages_from(language: str) -> tuple[str, ...]:
    """Return every language we know, *language* first: clients mix them."""
    return tuple(sorted(WORDS, key=lambda code: code != language))
