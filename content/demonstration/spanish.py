"""The Spanish words of the demo's main pages, translated for this demonstration from the English originals."""

SPANISH: dict[str, str] = {
    "Personalized Medicine Coalition": "Personalized Medicine Coalition",
    "Promoting the understanding and adoption of personalized medicine": (
        "Por el conocimiento y la adopción de la medicina personalizada"
    ),
    "Celebrating 20 Years": "Celebramos 20 años",
    "The Personalized Medicine Coalition, representing innovators, scientists, patients, providers and payers, "
    "promotes the understanding and adoption of personalized medicine concepts, services, and products to benefit "
    "patients and health systems.": (
        "La Personalized Medicine Coalition, que representa a innovadores, científicos, pacientes, proveedores y "
        "pagadores, promueve el conocimiento y la adopción de conceptos, servicios y productos de la medicina "
        "personalizada en beneficio de los pacientes y los sistemas de salud."
    ),
    "What Is Personalized Medicine?": "¿Qué es la medicina personalizada?",
    "What is personalized medicine?": "¿Qué es la medicina personalizada?",
    "Personalized medicine is an evolving field in which physicians use diagnostic tests to determine which medical "
    "treatments will work best for each patient or use medical interventions to alter molecular mechanisms that impact "
    "health. By combining data from diagnostic tests with an individual’s medical history, circumstances and values, "
    "health care providers can develop targeted treatment and prevention plans with their patients.": (
        "La medicina personalizada es un campo en evolución en el que los médicos usan pruebas diagnósticas para "
        "determinar qué tratamientos funcionarán mejor para cada paciente, o intervenciones médicas para modificar "
        "mecanismos moleculares que influyen en la salud. Al combinar los datos de las pruebas diagnósticas con la "
        "historia clínica, las circunstancias y los valores de cada persona, los profesionales de la salud pueden "
        "elaborar con sus pacientes planes específicos de tratamiento y prevención."
    ),
    "Strategic Plan": "Plan estratégico",
    "PMC's Strategic Plan for Advancing Personalized Medicine in 2023 arrives at a moment when the contention upon "
    "which PMC was founded — that a paradigm shift toward personalized medicine will not occur just because new tests "
    "and treatments have become available — is more evident than ever.": (
        "El Plan estratégico de PMC para el avance de la medicina personalizada en 2023 llega en un momento en que la "
        "convicción sobre la que se fundó PMC —que un cambio de paradigma hacia la medicina personalizada no ocurrirá "
        "solo porque haya nuevas pruebas y tratamientos disponibles— es más evidente que nunca."
    ),
    "PMC research shows, for example, that due to the influence of testing and treatment difficulties occurring at "
    "each of seven steps in the precision oncology pathway, personalized medicine benefitted only "
    '<a id="a1"></a> of a cohort of <a id="a2"></a> patients diagnosed in 2019 with advanced non-small cell lung '
    "cancer, a disease that presents major opportunities for a genetically personalized approach. With "
    '<a id="a3"></a> genetic testing products and <a id="a4"></a> personalized medicines now on the market, we know '
    "we can do better than this to help turn the tide against many of humanity's most dreadful biological foes, "
    "including cancers, rare genetic diseases, chronic conditions, and infectious diseases.": (
        "Las investigaciones de PMC muestran, por ejemplo, que debido a las dificultades de prueba y de tratamiento "
        "que surgen en cada uno de los siete pasos del recorrido de la oncología de precisión, la medicina "
        'personalizada benefició solo al <a id="a1"></a> de una cohorte de <a id="a2"></a> pacientes diagnosticados en '
        "2019 con cáncer de pulmón avanzado de células no pequeñas, una enfermedad que ofrece grandes oportunidades "
        'para un enfoque genéticamente personalizado. Con <a id="a3"></a> productos de pruebas genéticas y '
        '<a id="a4"></a> medicamentos personalizados hoy en el mercado, sabemos que podemos hacer más para cambiar el '
        "rumbo frente a muchos de los peores enemigos biológicos de la humanidad, como el cáncer, las enfermedades "
        "genéticas raras, las afecciones crónicas y las enfermedades infecciosas."
    ),
    "PMC research shows, for example, that due to the influence of testing and treatment difficulties occurring at "
    "each of seven steps in the precision oncology pathway, personalized medicine benefitted only 36 percent of a "
    "cohort of 38,068 patients diagnosed in 2019 with advanced non-small cell lung cancer, a disease that presents "
    "major opportunities for a genetically personalized approach. With more than 100,000 genetic testing products and "
    "300 personalized medicines now on the market, we know we can do better than this to help turn the tide against "
    "many of humanity's most dreadful biological foes, including cancers, rare genetic diseases, chronic conditions, "
    "and infectious diseases.": (
        "Las investigaciones de PMC muestran, por ejemplo, que debido a las dificultades de prueba y de tratamiento "
        "que surgen en cada uno de los siete pasos del recorrido de la oncología de precisión, la medicina "
        "personalizada benefició solo al 36 por ciento de una cohorte de 38,068 pacientes diagnosticados en 2019 con "
        "cáncer de pulmón avanzado de células no pequeñas, una enfermedad que ofrece grandes oportunidades para un "
        "enfoque genéticamente personalizado. Con más de 100,000 productos de pruebas genéticas y 300 medicamentos "
        "personalizados hoy en el mercado, sabemos que podemos hacer más para cambiar el rumbo frente a muchos de los "
        "peores enemigos biológicos de la humanidad, como el cáncer, las enfermedades genéticas raras, las afecciones "
        "crónicas y las enfermedades infecciosas."
    ),
    "In this context, the Coalition’s three-part Strategic Plan — with overlapping emphases on education, advocacy, "
    "and evidence development — explains what PMC aspires to do in 2023 to increase investment in personalized medicine "
    "and help close the gap between what is possible and what is practiced in modern medicine.": (
        "En este contexto, el Plan estratégico de la Coalición, en tres partes —con énfasis que se superponen en la "
        "educación, la incidencia y el desarrollo de evidencia—, explica lo que PMC aspira a hacer en 2023 para aumentar "
        "la inversión en medicina personalizada y ayudar a cerrar la brecha entre lo que es posible y lo que se practica "
        "en la medicina moderna."
    ),
    "Where patients are lost on the precision oncology pathway": (
        "Dónde se pierden pacientes en el recorrido de la oncología de precisión"
    ),
    "Patients diagnosed in 2019 with advanced non-small cell lung cancer in the United States. At each of seven steps "
    "some of them drop off the way to a treatment that fits their tumor.": (
        "Pacientes diagnosticados en 2019 en Estados Unidos con cáncer de pulmón avanzado de células no pequeñas. En "
        "cada uno de los siete pasos, algunos quedan fuera del camino hacia un tratamiento adecuado para su tumor."
    ),
    "patients who enter the pathway": "pacientes que entran en el recorrido",
    "From diagnosis to a test result": "Del diagnóstico al resultado de la prueba",
    "From result to matching treatment": "Del resultado al tratamiento adecuado",
    "of them benefit from personalized medicine": "de ellos se benefician de la medicina personalizada",
    "Biopsy performed": "Se hace la biopsia",
    "Enough tissue to test": "Hay tejido suficiente para la prueba",
    "Tumor content judged rightly": "El contenido tumoral se estima bien",
    "Biomarker test ordered": "Se pide la prueba de biomarcadores",
    "Result conclusive": "El resultado es concluyente",
    "Result in time": "El resultado llega a tiempo",
    "Treatment follows the result": "El tratamiento sigue al resultado",
    "Each bar shows what the source of that step says. The sources differ in whom they count, so the bars are not "
    "added up. No source at hand gives a figure for results that came too late.": (
        "Cada barra muestra lo que dice la fuente de ese paso. Las fuentes no cuentan a las mismas personas, por eso "
        "las barras no se suman. Ninguna fuente disponible da una cifra para los resultados que llegaron tarde."
    ),
    "Read on": "Siga leyendo",
    "Your own words count": "Sus propias palabras cuentan",
    "Find the people who represent you, and see what you can write to them.": (
        "Encuentre a quienes le representan y vea qué puede escribirles."
    ),
    "Find your legislators": "Encuentre a sus legisladores",
    "Read the evidence": "Lea la evidencia",
    "/legislators/": "/es/legislators/",
    "/evidence/": "/es/evidence/",
    "Diagnostic tests show which treatment will work best for each patient.": (
        "Las pruebas diagnósticas muestran qué tratamiento funcionará mejor para cada paciente."
    ),
    "What the Coalition aspires to do to increase investment in personalized medicine and close the gap between what "
    "is possible and what is practiced.": (
        "Lo que la Coalición aspira a hacer para aumentar la inversión en medicina personalizada y cerrar la brecha "
        "entre lo posible y lo que se practica."
    ),
    "A Strategic Plan for Advancing Personalized Medicine in 2023": (
        "Plan estratégico para el avance de la medicina personalizada en 2023"
    ),
    "Three overlapping emphases: education, advocacy, and evidence development.": (
        "Tres énfasis que se superponen: educación, incidencia y desarrollo de evidencia."
    ),
    "The three emphases": "Los tres énfasis",
    "Education": "Educación",
    "One of the three overlapping emphases that the plan names. The text at hand gives it no goals of its own, so "
    'none are listed here. What this site contributes: <a id="a1">lessons on personalized medicine</a> that need no account.': (
        "Uno de los tres énfasis que nombra el plan. El texto disponible no le asigna metas propias, por lo que aquí no "
        'se enumera ninguna. Lo que aporta este sitio: <a id="a1">lecciones sobre medicina personalizada</a> que no requieren cuenta.'
    ),
    "Advocacy": "Incidencia",
    "One of the three overlapping emphases that the plan names. The text at hand gives it no goals of its own, so "
    'none are listed here. What this site contributes: <a id="a1">campaigns</a> in which people write to the offices that represent '
    "them, in their own words.": (
        "Uno de los tres énfasis que nombra el plan. El texto disponible no le asigna metas propias, por lo que aquí no "
        'se enumera ninguna. Lo que aporta este sitio: <a id="a1">campañas</a> en las que las personas escriben, con sus propias '
        "palabras, a las oficinas que las representan."
    ),
    "Evidence Development": "Desarrollo de evidencia",
    "One of the three overlapping emphases that the plan names. The text at hand gives it no goals of its own, so "
    'none are listed here. What this site contributes: <a id="a1">a registry</a> in which every figure has its source, its history '
    "and, where sources disagree, its conflict.": (
        "Uno de los tres énfasis que nombra el plan. El texto disponible no le asigna metas propias, por lo que aquí no "
        'se enumera ninguna. Lo que aporta este sitio: <a id="a1">un registro</a> en el que cada cifra tiene su fuente, su historia y, '
        "cuando las fuentes no coinciden, su conflicto."
    ),
    "Evidence": "Evidencia",
    "Every figure on this site, with its source, its history and what contradicts it.": (
        "Todas las cifras de este sitio, con su fuente, su historia y lo que las contradice."
    ),
    "A figure on this site is written once, here, and shown wherever it is cited. When it changes, the reason is "
    "recorded and every page changes with it. Where two sources disagree, both are shown. Where no source gives a "
    "figure, it stays open.": (
        "En este sitio cada cifra se escribe una sola vez, aquí, y se muestra dondequiera que se cite. Cuando cambia, se "
        "anota la razón y todas las páginas cambian con ella. Cuando dos fuentes no coinciden, se muestran las dos. "
        "Cuando ninguna fuente da una cifra, queda abierta."
    ),
    "About": "Quiénes somos",
    "Who the Coalition represents and what it promotes.": "A quién representa la Coalición y qué promueve.",
    "About this site": "Sobre este sitio",
    "A demonstration": "Una demostración",
    "This site is a demonstration of open-source software. Its text about the Personalized Medicine Coalition is the "
    "Coalition's own home page text; everything else is written for the demonstration.": (
        "Este sitio es una demostración de software de código abierto. El texto sobre la Personalized Medicine Coalition "
        "es el de su propia página de inicio, traducido para esta demostración; todo lo demás se escribió para ella."
    ),
    "People, organisations and campaigns that are not part of the public record are fictional and are named so. "
    "Members of Congress, state legislators and districts come from public-domain data.": (
        "Las personas, organizaciones y campañas que no constan en registros públicos son ficticias y así se indica. Los "
        "miembros del Congreso, los legisladores estatales y los distritos provienen de datos de dominio público."
    ),
    "No letter and no newsletter leaves this demonstration: all mail goes to a mailbox inside it.": (
        "Ninguna carta ni boletín sale de esta demostración: todo el correo va a un buzón dentro de ella."
    ),
}
