"""The Spanish words of the demo's module, translated for this demonstration from the English originals.

The definition's Spanish is the one of the demo's main pages.
"""

SPANISH: dict[str, str] = {
    "Learn": "Aprenda",
    "Short lessons on personalized medicine, with every figure traced to its source, ending in something you can do.": (
        "Lecciones breves sobre la medicina personalizada, con cada cifra unida a su fuente, que terminan en algo que "
        "usted puede hacer."
    ),
    "(figure not loaded in this installation)": "(cifra no cargada en esta instalación)",
    "From test to treatment": "De la prueba al tratamiento",
    "From test to treatment: where patients are lost": "De la prueba al tratamiento: dónde se pierden los pacientes",
    "Three short lessons: what personalized medicine is, the seven steps between a diagnosis and the right "
    "treatment, and how your own words help to close the gaps.": (
        "Tres lecciones breves: qué es la medicina personalizada, los siete pasos entre el diagnóstico y el tratamiento "
        "adecuado, y cómo sus propias palabras ayudan a cerrar las brechas."
    ),
    "Patients, families, and anyone new to the field": (
        "Pacientes, familias y toda persona que empieza a conocer el tema"
    ),
    "Say in your own words what personalized medicine is, and what it is not.": (
        "Decir con sus propias palabras qué es la medicina personalizada y qué no es."
    ),
    "Name the seven steps between a diagnosis and a targeted treatment, and where most patients are lost.": (
        "Nombrar los siete pasos entre el diagnóstico y el tratamiento dirigido, y dónde se pierde la mayoría de los "
        "pacientes."
    ),
    "Read a figure with its source, and notice when two sources disagree.": (
        "Leer una cifra con su fuente y advertir cuándo dos fuentes no coinciden."
    ),
    "What personalized medicine is": "Qué es la medicina personalizada",
    "A definition, and what it asks of the people around a patient.": (
        "Una definición, y lo que pide a quienes rodean al paciente."
    ),
    "<p>Personalized medicine is an evolving field in which physicians use diagnostic tests to determine which medical "
    "treatments will work best for each patient or use medical interventions to alter molecular mechanisms that impact "
    "health. By combining data from diagnostic tests with an individual’s medical history, circumstances and values, "
    "health care providers can develop targeted treatment and prevention plans with their patients.</p>"
    "<p>The words above are the Personalized Medicine Coalition’s own definition.</p>": (
        "<p>La medicina personalizada es un campo en evolución en el que los médicos usan pruebas diagnósticas para "
        "determinar qué tratamientos funcionarán mejor para cada paciente, o intervenciones médicas para modificar "
        "mecanismos moleculares que influyen en la salud. Al combinar los datos de las pruebas diagnósticas con la "
        "historia clínica, las circunstancias y los valores de cada persona, los profesionales de la salud pueden "
        "elaborar con sus pacientes planes específicos de tratamiento y prevención.</p>"
        "<p>Esta es la definición de la propia Personalized Medicine Coalition, traducida del inglés.</p>"
    ),
    "Three parts of the definition": "Las tres partes de la definición",
    "<p><b>Diagnostic tests</b> tell how one person’s disease differs from "
    "another’s. <b>History, circumstances and values</b> tell what that person can and wants to do. "
    "<b>A plan made together</b> joins the two. A test alone is not personalized medicine; neither is a "
    "treatment chosen without one where a test would matter.</p>"
    "<p>There is no lack of tools: [genetic-tests] genetic testing products and "
    "[personalized-medicines] personalized medicines were on the market in 2023.</p>": (
        "<p><b>Las pruebas diagnósticas</b> muestran en qué se diferencia la enfermedad de una persona de la de otra. "
        "<b>La historia, las circunstancias y los valores</b> dicen qué puede y qué quiere hacer esa persona. "
        "<b>Un plan hecho en conjunto</b> une ambas cosas. Una prueba por sí sola no es medicina personalizada; tampoco "
        "lo es un tratamiento elegido sin prueba cuando esta habría importado.</p>"
        "<p>Herramientas no faltan: en 2023 había en el mercado [genetic-tests] productos de pruebas genéticas y "
        "[personalized-medicines] medicamentos personalizados.</p>"
    ),
    "<p>Ask which tests your treatment was chosen with, and keep a copy of the results.</p>": (
        "<p>Pregunte con qué pruebas se eligió su tratamiento y guarde una copia de los resultados.</p>"
    ),
    "<p>Record what the patient values beside what the test says: the plan needs both.</p>": (
        "<p>Anote lo que el paciente valora junto a lo que dice la prueba: el plan necesita ambas cosas.</p>"
    ),
    "<p>A test that is not covered is a test that is not ordered: coverage decides who can be treated by their "
    "biology.</p>": (
        "<p>Una prueba sin cobertura es una prueba que no se pide: la cobertura decide a quién se puede tratar según su "
        "biología.</p>"
    ),
    "<p>Rules for coverage and for laboratories decide how far from the clinic a discovery stays.</p>": (
        "<p>Las reglas de cobertura y las de los laboratorios deciden a qué distancia de la consulta se queda un "
        "descubrimiento.</p>"
    ),
    "Tests, a person’s circumstances and a shared plan belong together.": (
        "Las pruebas, las circunstancias de la persona y un plan compartido van juntos."
    ),
    "The tools exist; the question is who gets them.": "Las herramientas existen; la pregunta es a quién le llegan.",
    "Seven steps, and where patients are lost": "Siete pasos, y dónde se pierden los pacientes",
    "A study followed patients with advanced lung cancer from diagnosis to treatment.": (
        "Un estudio siguió a pacientes con cáncer de pulmón avanzado desde el diagnóstico hasta el tratamiento."
    ),
    "<p>Researchers followed patients diagnosed in 2019 in the United States with advanced non-small cell lung "
    "cancer along seven steps: a biopsy is performed; there is enough tissue; its tumor content is judged rightly; a "
    "biomarker test is ordered; its result is conclusive; the result comes in time; and the treatment follows the "
    "result.</p>"
    "<p>The study counted [nsclc-cohort] patients. Another report of the same paper gives "
    "[nsclc-cohort-genomeweb]: two sources disagree, and this site shows both until the difference is explained.</p>": (
        "<p>Los investigadores siguieron a pacientes diagnosticados en 2019 en Estados Unidos con cáncer de pulmón "
        "avanzado de células no pequeñas a lo largo de siete pasos: se hace una biopsia; hay tejido suficiente; su "
        "contenido tumoral se evalúa bien; se pide una prueba de biomarcadores; el resultado es concluyente; el "
        "resultado llega a tiempo; y el tratamiento sigue al resultado.</p>"
        "<p>El estudio contó [nsclc-cohort] pacientes. Otra nota sobre el mismo artículo da "
        "[nsclc-cohort-genomeweb]: dos fuentes no coinciden, y este sitio muestra ambas hasta que se explique la "
        "diferencia.</p>"
    ),
    "Before the result": "Antes del resultado",
    "<ul>"
    "<li>No biopsy was performed: [nsclc-step-biopsy].</li>"
    "<li>Too little tissue or tumor content: [nsclc-step-tissue].</li>"
    "<li>Tumor content overestimated: [nsclc-step-overestimated].</li>"
    "<li>No biomarker test ordered: [nsclc-step-not-ordered].</li>"
    "<li>Inconclusive or false negative results: [nsclc-step-inconclusive].</li>"
    "<li>Results that came too late: no source at hand gives the figure, so none is given here.</li></ul>"
    "<p>Taken together, [nsclc-lost-before-results] were lost because of factors associated with "
    "getting test results.</p>": (
        "<ul>"
        "<li>No se hizo la biopsia: [nsclc-step-biopsy].</li>"
        "<li>Muy poco tejido o contenido tumoral: [nsclc-step-tissue].</li>"
        "<li>Contenido tumoral sobreestimado: [nsclc-step-overestimated].</li>"
        "<li>No se pidió la prueba de biomarcadores: [nsclc-step-not-ordered].</li>"
        "<li>Resultados no concluyentes o falsos negativos: [nsclc-step-inconclusive].</li>"
        "<li>Resultados que llegaron tarde: ninguna fuente a la mano da la cifra, así que aquí no se da ninguna.</li>"
        "</ul>"
        "<p>En conjunto, [nsclc-lost-before-results] se perdieron por factores relacionados con la obtención de los "
        "resultados.</p>"
    ),
    "After the result": "Después del resultado",
    "<p>The next loss: [nsclc-results-not-treated] did not receive the treatment their result pointed to. "
    "In the end [nsclc-benefit] of all patients benefitted.</p>": (
        "<p>La pérdida siguiente: [nsclc-results-not-treated] no recibieron el tratamiento que indicaba su resultado. "
        "Al final se benefició el [nsclc-benefit] de todos los pacientes.</p>"
    ),
    "More patients are lost before a result exists than after.": (
        "Se pierden más pacientes antes de que haya un resultado que después."
    ),
    "A result still has to be used.": "Un resultado, además, tiene que usarse.",
    "Where no source gives a figure, there is none.": "Donde ninguna fuente da una cifra, no hay cifra.",
    "What your own words can do": "Lo que pueden hacer sus propias palabras",
    "Why a letter in your own words counts, and how to write one.": (
        "Por qué cuenta una carta con sus propias palabras, y cómo escribirla."
    ),
    "<p>Whether tests are covered is decided in statehouses and in Congress. Those who work there say what reaches "
    "them: in surveys of congressional staff, [staff-individual-mail] of those who replied said that individualized "
    "e-mail would influence a member who has not decided; for visits in person it was [staff-visits].</p>": (
        "<p>La cobertura de las pruebas se decide en las legislaturas estatales y en el Congreso. Quienes trabajan allí "
        "dicen qué les llega: en encuestas al personal del Congreso, [staff-individual-mail] de quienes respondieron "
        "dijeron que un correo electrónico individual influiría en un legislador que aún no ha decidido; para las "
        "visitas en persona fue [staff-visits].</p>"
    ),
    "A letter worth reading": "Una carta que vale la pena leer",
    "<ol><li>Say who you are and where you live, so that the office can see you are a constituent.</li>"
    "<li>Tell one thing you have seen yourself. Two sentences are enough.</li>"
    "<li>Ask for one thing, clearly.</li>"
    "<li>Give a figure only with its source.</li></ol>": (
        "<ol><li>Diga quién es y dónde vive, para que la oficina vea que usted es de su distrito.</li>"
        "<li>Cuente una sola cosa que haya visto usted. Bastan dos frases.</li>"
        "<li>Pida una sola cosa, con claridad.</li>"
        "<li>Dé una cifra solo con su fuente.</li></ol>"
    ),
    "Your own words are the part nobody else can write.": (
        "Sus propias palabras son la parte que nadie más puede escribir."
    ),
    "One story, one request, one sourced figure.": "Una historia, una petición, una cifra con su fuente.",
    "<p>What does a personalized treatment plan combine?</p>": (
        "<p>¿Qué combina un plan de tratamiento personalizado?</p>"
    ),
    "Test results with the patient’s history, circumstances and values": (
        "Los resultados de las pruebas con la historia, las circunstancias y los valores del paciente"
    ),
    "Test results only": "Solo los resultados de las pruebas",
    "A result says nothing yet about the person it belongs to.": (
        "Un resultado todavía no dice nada de la persona a la que pertenece."
    ),
    "The newest medicine and the lowest price": "El medicamento más nuevo y el precio más bajo",
    "Neither tells whether it suits this patient.": "Ninguno de los dos dice si le conviene a este paciente.",
    "<p>“By combining data from diagnostic tests with an individual’s medical history, circumstances and "
    "values, health care providers can develop targeted treatment and prevention plans with their patients.”</p>": (
        "<p>«Al combinar los datos de las pruebas diagnósticas con la historia clínica, las circunstancias y los valores "
        "de cada persona, los profesionales de la salud pueden elaborar con sus pacientes planes específicos de "
        "tratamiento y prevención.»</p>"
    ),
    "<p>Of 1,000 patients in the study, how many were lost because of factors associated with getting test "
    "results?</p>": (
        "<p>De cada 1,000 pacientes del estudio, ¿cuántos se perdieron por factores relacionados con la obtención de "
        "los resultados?</p>"
    ),
    "patients per 1,000": "pacientes de cada 1,000",
    "<p>The paper gives [nsclc-lost-before-results].</p>": "<p>El artículo da [nsclc-lost-before-results].</p>",
    "<p>Which of these are among the seven steps?</p>": "<p>¿Cuáles de estos están entre los siete pasos?</p>",
    "A biopsy is performed": "Se hace una biopsia",
    "A biomarker test is ordered": "Se pide una prueba de biomarcadores",
    "The result comes in time": "El resultado llega a tiempo",
    "The patient changes hospital": "El paciente cambia de hospital",
    "The study does not name this as a step.": "El estudio no lo nombra como un paso.",
    "<p>The steps run from the biopsy to a treatment that follows the result.</p>": (
        "<p>Los pasos van desde la biopsia hasta un tratamiento que sigue al resultado.</p>"
    ),
    "<p>Two sources give different figures for the same study. What does this site do?</p>": (
        "<p>Dos fuentes dan cifras distintas para el mismo estudio. ¿Qué hace este sitio?</p>"
    ),
    "It shows both and says that they conflict": "Muestra ambas y dice que se contradicen",
    "It takes the larger one": "Toma la mayor",
    "Larger is not truer.": "Mayor no quiere decir más cierta.",
    "It takes their average": "Toma el promedio",
    "No source gives the average: it would be invented.": "Ninguna fuente da el promedio: sería inventado.",
    "<p>The size of the cohort is given as [nsclc-cohort] and as [nsclc-cohort-genomeweb].</p>": (
        "<p>El tamaño de la cohorte se da como [nsclc-cohort] y como [nsclc-cohort-genomeweb].</p>"
    ),
}
