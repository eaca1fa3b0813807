surveyReferences.parts(1);
